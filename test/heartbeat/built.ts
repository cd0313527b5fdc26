/**
 * Captures of fixtures/heartbeats/ for protocols of which neither Debian nor npm has a program: `node --import tsx
 * test/heartbeat/built.ts` writes them. Each is the same to the octet whenever it is made.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { buildPcap } from '../support/captures.ts';
import { conversation } from '../support/conversation.ts';
import { hex } from '../support/packets.ts';
import type { Sent } from '../support/sent.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/heartbeats/', import.meta.url));

export interface Built {
  capture: Uint8Array;
  truth: object;
}

/** By the name of the fixture. */
export const BUILT: Readonly<Record<string, Built>> = {
  'iec-104': {
    capture: buildPcap(iec104()),
    truth: {
      says: 'built: IEC 60870-5-104 §5.2 with t3 = 20 s; the controlling station sends TESTFR act after that time',
      heartbeats: [{ protocol: 'iec-104', from: 'originator', periodSeconds: 20 }],
      findings: [],
      mechanism: null,
    },
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [name, { capture, truth }] of Object.entries(BUILT)) {
    writeFileSync(`${FOLDER}${name}.pcap`, capture);
    writeFileSync(`${FOLDER}${name}.json`, `${JSON.stringify(truth, null, 2)}\n`);
  }

/** STARTDT, one measured value (M_ME_NC_1, spontaneous) and its acknowledgment of format S, then nothing but tests. */
function iec104(): Sent[] {
  const talk = conversation({ responder: { port: 2404 } }).handshake();
  const { originator: controlling, responder: controlled } = talk;
  const asked = (octets: string, answer: string): void => {
    controlling.data(6, { payload: hex(octets) });
    talk.after(0.004);
    controlled.data(6, { payload: hex(answer) });
    controlling.ack();
  };
  talk.at(0.01);
  asked('6804 07 000000', '6804 0b 000000');
  talk.at(2);
  controlled.data(20, { payload: hex('6812 0000 0000 0d01 0300 0100 010000 0000c841 00') });
  talk.after(0.002);
  controlling.data(6, { payload: hex('6804 01 00 0200') });
  controlled.ack();
  for (let count = 1; count <= 6; count++) {
    // Each is late by some milliseconds, as a station that looks at its timers every 10 ms.
    talk.at(2 + count * 20.006);
    asked('6804 43 000000', '6804 83 000000');
  }
  return talk.frames;
}
