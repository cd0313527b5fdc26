/** FIX, by QuickFIX: an acceptor and an initiator, compiled from the few lines that its library needs. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { end, folder, found, HOST, listening, roomFor, started, written } from './stage.mjs';

const TRADER = `
#include <cstring>
#include <unistd.h>
#include <quickfix/Application.h>
#include <quickfix/FileStore.h>
#include <quickfix/SocketAcceptor.h>
#include <quickfix/SocketInitiator.h>
template <class Side> int run(const char *settingsFile) {
  FIX::NullApplication application;
  FIX::SessionSettings settings(settingsFile);
  FIX::FileStoreFactory store(settings);
  Side side(application, store, settings);
  side.start();
  pause();
  return 0;
}
int main(int, char **words) {
  if (!strcmp(words[1], "acceptor")) return run<FIX::SocketAcceptor>(words[2]);
  return run<FIX::SocketInitiator>(words[2]);
}
`;

export function trading() {
  return {
    fix: {
      port: 25001,
      says: 'QuickFIX on both sides with a HeartBtInt of 2 s',
      heartbeats: [
        found('fix', 'originator', 2, { answered: null, impliedTimeoutSeconds: 4 }),
        found('fix', 'responder', 2, { answered: null, impliedTimeoutSeconds: 4 }),
      ],
      async prepare(port) {
        const { acceptor, initiate } = await traders('fix', port);
        return () => {
          const initiator = initiate();
          return () => {
            end(initiator);
            end(acceptor);
          };
        };
      },
    },
  };
}

/** An acceptor that listens, and what starts its initiator. */
export async function traders(name, port) {
  const program = join(folder, name);
  const source = written(`${name}.cpp`, TRADER);
  execFileSync('g++', ['-std=c++14', '-w', '-o', program, source, '-lquickfix', '-lpthread']);
  const trader = (side, where) => started(program, side, session(name, side, where));
  const acceptor = trader('acceptor', `SocketAcceptPort=${port}`);
  await listening(port);
  const where = `SocketConnectHost=${HOST}\nSocketConnectPort=${port}\nHeartBtInt=2\nReconnectInterval=60`;
  return { acceptor, initiate: () => trader('initiator', where) };
}

function session(name, side, where) {
  const [own, peer] = side === 'acceptor' ? ['SELLER', 'BUYER'] : ['BUYER', 'SELLER'];
  return written(
    `${name}-${side}.cfg`,
    `[DEFAULT]\nConnectionType=${side}\nFileStorePath=${roomFor(`${name}-${side}`)}\nStartTime=00:00:00\nEndTime=00:00:00
UseDataDictionary=N\n${where}\n[SESSION]\nBeginString=FIX.4.4\nSenderCompID=${own}\nTargetCompID=${peer}\n`,
  );
}
