/** Chat: IRC, and XMPP with both of its heartbeats. */
import { end, found, HOST, listening, roomFor, started, written } from './stage.mjs';

export function chats(load) {
  return {
    irc: {
      port: 26667,
      says: 'ngIRCd with PingTimeout 5 s, the least, which whole seconds have to exceed, and irc-framework, which answers',
      heartbeats: [found('irc', 'responder', 5, { spread: [1, 1.3] })],
      seconds: 33,
      async prepare(port) {
        const settings = `[Global]\nName = irc.example\nInfo = example\nPorts = ${port}\nListen = ${HOST}
ServerUID = nobody\nServerGID = nogroup\n[Limits]\nPingTimeout = 5\nPongTimeout = 20
[Options]\nPAM = no\nDNS = no\nIdent = no\n`;
        const server = started('ngircd', '--nodaemon', '--config', written('ngircd.conf', settings));
        await listening(port);
        return () => {
          const client = new (load('irc-framework').Client)();
          client.connect({ host: HOST, port, nick: 'guest', ping_interval: 3600, ping_timeout: 7200 });
          return () => {
            client.quit();
            end(server);
          };
        };
      },
    },
    xmpp: {
      port: 25222,
      says: 'prosody, and @xmpp/client that sends a ping of XEP-0199 every 2 s',
      heartbeats: [found('xmpp', 'originator', 2)],
      async prepare(port) {
        const server = await prosody('ping', port, 840);
        return () => guest(load, port, server, 2000);
      },
    },
    'xmpp-whitespace': {
      port: 25223,
      says: 'prosody with read_timeout 2 s, which then sends a space, and @xmpp/client, which does not answer',
      heartbeats: [found('xmpp', 'responder', 2, { answered: null })],
      async prepare(port) {
        const server = await prosody('space', port, 2);
        return () => guest(load, port, server, null);
      },
    },
  };
}

/** Everybody may come in, in cleartext. `readTimeout`, s: silence of a client after which it is sent a space. */
async function prosody(name, port, readTimeout) {
  const settings = `
run_as_root = true
data_path = "${roomFor(`prosody-${name}`)}"
pidfile = "${roomFor(`prosody-${name}`)}/pid"
modules_enabled = { "saslauth", "disco", "ping" }
modules_disabled = { "s2s", "offline" }
interfaces = { "${HOST}" }
c2s_ports = { ${port} }
c2s_require_encryption = false
network_settings = { read_timeout = ${readTimeout} }
VirtualHost "localhost"
  authentication = "anonymous"
`;
  const server = started('prosody', '--config', written(`prosody-${name}.cfg.lua`, settings), '-F');
  await listening(port);
  return server;
}

/** `milliseconds` between its pings; null: none. */
function guest(load, port, server, milliseconds) {
  const { client, xml } = load('@xmpp/client');
  const session = client({ service: `xmpp://${HOST}:${port}`, domain: 'localhost' });
  session.on('error', () => undefined);
  let count = 0;
  const ping = () => {
    count++;
    session
      .send(xml('iq', { type: 'get', id: `ping-${count}` }, xml('ping', 'urn:xmpp:ping')))
      .catch(() => undefined);
  };
  const timer = milliseconds === null ? null : setInterval(ping, milliseconds);
  session.start().catch((error) => process.stderr.write(`xmpp: ${error.message}\n`));
  return () => {
    if (timer !== null) clearInterval(timer);
    session.stop().catch(() => undefined);
    end(server);
  };
}
