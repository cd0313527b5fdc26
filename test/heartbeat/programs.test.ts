/**
 * Heartbeats of real programs, fixtures/heartbeats/: what keepscope finds is what the programs were set to
 * (test/heartbeat/programs.mjs), and the decoys show none.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { analyze, type EventRecord, events } from '../../src/index.ts';
import { oracle } from '../support/oracle.ts';

interface Truth {
  says: string;
  heartbeats: {
    protocol: string;
    from: string;
    periodSeconds: number;
    answered?: null;
    impliedTimeoutSeconds?: number;
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

for (const name of names) {
  const file = `${FOLDER}${name}.pcap`;
  const truth = JSON.parse(readFileSync(`${FOLDER}${name}.json`, 'utf8')) as Truth;

  describe(`${name}: ${truth.says}`, () => {
    it('the heartbeats are those that the programs were set to', async () => {
      const [connection] = (await analyze(file)).connections;
      const seen = connection?.heartbeats.filter(({ beats }) => beats > 1) ?? [];
      const nameOf = ({ protocol, from }: { protocol: string; from: string }): string =>
        `${protocol} ${from}`;
      assert.deepEqual(seen.map(nameOf).sort(), truth.heartbeats.map(nameOf).sort());
      for (const expected of truth.heartbeats) {
        const heartbeat = seen.find((one) => nameOf(one) === nameOf(expected));
        const period = heartbeat?.periodSeconds ?? 0;
        assert.ok(
          period >= EARLY * expected.periodSeconds && period <= LATE * expected.periodSeconds,
          `every ${period} s`,
        );
        if (expected.answered === null) assert.equal(heartbeat?.answered, null);
        if (expected.impliedTimeoutSeconds !== undefined)
          assert.equal(heartbeat?.impliedTimeoutSeconds, expected.impliedTimeoutSeconds);
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

describe('the numbers of an independent reader', { skip: oracle('tshark').skip }, () => {
  const filters: Record<string, [beat: string, answer: string]> = {
    mqtt: ['mqtt.msgtype == 12', 'mqtt.msgtype == 13'],
    websocket: ['websocket.opcode == 9', 'websocket.opcode == 10'],
    amqp: ['amqp.type == 8', 'amqp.type == 99'],
  };
  const ports: Record<string, string> = {
    mqtt: 'tcp.port==21883,mqtt',
    websocket: 'tcp.port==28084,http',
    amqp: 'tcp.port==25672,amqp',
  };
  for (const [name, [beat, answer]] of Object.entries(filters)) {
    it(`${name}: as many heartbeats and answers as tshark dissects, in the same frames`, {
      skip: !names.includes(name) && 'not here',
    }, async () => {
      const file = `${FOLDER}${name}.pcap`;
      const framesOf = (filter: string): number[] =>
        execFileSync(
          'tshark',
          ['-n', '-r', file, '-d', ports[name] ?? '', '-Y', filter, '-T', 'fields', '-e', 'frame.number'],
          {
            encoding: 'utf8',
            stdio: ['ignore', 'pipe', 'ignore'],
          },
        )
          .split('\n')
          .filter((line) => line !== '')
          .map(Number);
      const records: EventRecord[] = [];
      for await (const record of events(file)) records.push(record);
      const ours = (kind: string): number[] =>
        records.filter((one) => one.kind === kind).map(({ frame }) => frame);
      assert.deepEqual(ours('heartbeat'), framesOf(beat));
      assert.deepEqual(ours('heartbeat-reply'), framesOf(answer));
      const answers = records.filter(({ kind }) => kind === 'heartbeat-reply').map((one) => one.answers);
      assert.ok(answers.every((frame) => frame !== null && framesOf(beat).includes(frame)));
    });
  }
});
