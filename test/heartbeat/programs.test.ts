/**
 * Heartbeats of real programs, fixtures/heartbeats/: what keepscope finds is what the programs were set to
 * (test/heartbeat/programs/), and the decoys show none. Where no program is to be had, captures are built (built.ts).
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { analyze, type EventRecord, events } from '../../src/index.ts';
import type { HeartbeatReport } from '../../src/report/model.ts';
import { BEAT_PROTOCOLS } from '../../src/wire/payload-class.ts';
import { oracle } from '../support/oracle.ts';
import { BUILT } from './built.ts';

interface Truth {
  says: string;
  heartbeats: {
    protocol: string;
    from: string;
    periodSeconds: number;
    answered?: null;
    impliedTimeoutSeconds?: number;
    /** Parts of the period between which the program may choose. */
    spread?: [number, number];
  }[];
  findings: string[];
  mechanism: string[] | null;
}

const FOLDER = fileURLToPath(new URL('../../fixtures/heartbeats/', import.meta.url));
const OWN_FINDINGS = /^heartbeat-|^server-idle-close$/;
/** Timers of programs on a busy machine. */
const EARLY = 0.95;
const LATE = 1.15;

const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.pcap'))
  .map((name) => name.replace(/\.pcap$/, ''));

function truthOf(name: string): Truth {
  return JSON.parse(readFileSync(`${FOLDER}${name}.json`, 'utf8')) as Truth;
}

function nameOf({ protocol, from }: { protocol: string; from: string }): string {
  return `${protocol} ${from}`;
}

/** Of the only connection; one PING by itself may say hello. */
async function heartbeatsOf(file: string): Promise<HeartbeatReport[]> {
  const [connection] = (await analyze(file)).connections;
  return connection?.heartbeats.filter(({ beats }) => beats > 1) ?? [];
}

function assertSet(heartbeats: readonly HeartbeatReport[], truth: Truth): void {
  assert.deepEqual(heartbeats.map(nameOf).sort(), truth.heartbeats.map(nameOf).sort());
  for (const expected of truth.heartbeats) {
    const heartbeat = heartbeats.find((one) => nameOf(one) === nameOf(expected));
    const [early, late] = expected.spread ?? [1, 1];
    const periods = (heartbeat?.periodSeconds ?? 0) / expected.periodSeconds;
    assert.ok(periods >= EARLY * early && periods <= LATE * late, `${periods} periods`);
    if (expected.answered === null) assert.equal(heartbeat?.answered, null);
  }
}

/** A pcap without the third of its frames that came first: handshakes and logins. */
function withoutBeginning(pcap: Buffer): Buffer {
  const records: Buffer[] = [];
  for (let at = 24; at < pcap.length; ) {
    const next = at + 16 + pcap.readUInt32LE(at + 8);
    records.push(pcap.subarray(at, next));
    at = next;
  }
  return Buffer.concat([pcap.subarray(0, 24), ...records.slice(Math.ceil(records.length / 3))]);
}

for (const name of names) {
  const file = `${FOLDER}${name}.pcap`;
  const truth = truthOf(name);

  describe(`${name}: ${truth.says}`, () => {
    it('the heartbeats are those that the programs were set to', async () => {
      const heartbeats = await heartbeatsOf(file);
      assertSet(heartbeats, truth);
      for (const expected of truth.heartbeats) {
        if (expected.impliedTimeoutSeconds === undefined) continue;
        const heartbeat = heartbeats.find((one) => nameOf(one) === nameOf(expected));
        assert.equal(heartbeat?.impliedTimeoutSeconds, expected.impliedTimeoutSeconds);
      }
    });

    // SSH says what it is at its beginning only.
    it('so they are where the capture begins late', { skip: name === 'ssh' }, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'keepscope-late-'));
      try {
        const late = join(folder, 'late.pcap');
        writeFileSync(late, withoutBeginning(readFileSync(file)));
        assertSet(await heartbeatsOf(late), truth);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it('the findings and the mechanism too', async () => {
      const [connection] = (await analyze(file)).connections;
      const codes = connection?.findings.map(({ code }) => code).filter((code) => OWN_FINDINGS.test(code));
      assert.deepEqual(codes, truth.findings);
      if (truth.mechanism !== null) assert.deepEqual(connection?.mechanism.codes, truth.mechanism);
      assert.equal(connection?.mechanism.codes.includes('heartbeat'), truth.heartbeats.length > 0);
    });
  });
}

/** What tshark is to take a port for, and its filters for heartbeats and their answers; null: there are none. */
const DISSECTED: Record<string, [decode: string, beat: string, answer: string | null]> = {
  mqtt: ['tcp.port==21883,mqtt', 'mqtt.msgtype == 12', 'mqtt.msgtype == 13'],
  websocket: ['tcp.port==28084,http', 'websocket.opcode == 9', 'websocket.opcode == 10'],
  amqp: ['tcp.port==25672,amqp', 'amqp.type == 8', null],
  'amqp-1.0': ['tcp.port==25674,amqp', 'amqp.length == 8', null],
  grpc: [
    'tcp.port==28090,http2',
    'http2.type == 6 && http2.flags.ack.ping == 0',
    'http2.type == 6 && http2.flags.ack.ping == 1',
  ],
  bgp: ['tcp.port==21790,bgp', 'bgp.type == 4', null],
  fix: ['tcp.port==25001,fix', 'fix.MsgType == "0"', null],
  smpp: ['tcp.port==22775,smpp', 'smpp.command_id == 0x15', 'smpp.command_id == 0x80000015'],
  diameter: [
    'tcp.port==23868,diameter',
    'diameter.cmd.code == 280 && diameter.flags.request == 1',
    'diameter.cmd.code == 280 && diameter.flags.request == 0',
  ],
  smb2: [
    'tcp.port==24450,nbss',
    'smb2.cmd == 13 && smb2.flags.response == 0',
    'smb2.cmd == 13 && smb2.flags.response == 1',
  ],
  netbios: ['tcp.port==24451,nbss', 'nbss.type == 0x85', null],
  'iec-104': ['tcp.port==2404,iec60870_104', 'iec60870_104.utype == 0x10', 'iec60870_104.utype == 0x20'],
};

describe('the numbers of an independent reader', { skip: oracle('tshark').skip }, () => {
  for (const [name, [decode, beat, answer]] of Object.entries(DISSECTED)) {
    it(`${name}: as many heartbeats and answers as tshark dissects, in the same frames`, async () => {
      const file = `${FOLDER}${name}.pcap`;
      const framesOf = (filter: string): number[] =>
        execFileSync(
          'tshark',
          ['-n', '-r', file, '-d', decode, '-Y', filter, '-T', 'fields', '-e', 'frame.number'],
          { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
        )
          .split('\n')
          .filter((line) => line !== '')
          .map(Number);
      const records: EventRecord[] = [];
      for await (const record of events(file)) records.push(record);
      const ours = (kind: string): number[] =>
        records.filter((one) => one.kind === kind).map(({ frame }) => frame);
      const beats = framesOf(beat);
      assert.ok(beats.length >= 4);
      assert.deepEqual(ours('heartbeat'), beats);
      assert.deepEqual(ours('heartbeat-reply'), answer === null ? [] : framesOf(answer));
      const answers = records.filter(({ kind }) => kind === 'heartbeat-reply').map((one) => one.answers);
      assert.ok(answers.every((frame) => frame !== null && beats.includes(frame)));
    });
  }
});

describe('built captures', () => {
  for (const [name, { capture, truth }] of Object.entries(BUILT))
    it(`${name} is what test/heartbeat/built.ts makes, and says that it is built`, () => {
      assert.deepEqual(readFileSync(`${FOLDER}${name}.pcap`), Buffer.from(capture));
      assert.deepEqual(JSON.parse(readFileSync(`${FOLDER}${name}.json`, 'utf8')), truth);
      assert.match(JSON.stringify(truth), /"says":"built: /);
    });
});

it('every protocol whose octets are known has a capture', () => {
  const seen = new Set(names.flatMap((name) => truthOf(name).heartbeats.map(({ protocol }) => protocol)));
  assert.deepEqual(
    BEAT_PROTOCOLS.filter((protocol) => !seen.has(protocol)),
    [],
  );
});
