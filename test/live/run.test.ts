/**
 * `keepscope live` on real traffic: what it says while it happens is what the analysis of the same traffic says, saved
 * by tcpdump; and connections are kept whatever happens to the engine and the interface.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { analyze, type ConnectionReport, type Report } from '../../src/index.ts';
import { end } from '../../src/lab/system.ts';
import { inField, skips } from '../capture/live/field.ts';
import { connect, cut, serve, Watching } from './watching.ts';

/** What must be the same, however a frame was captured; the kernel's numbers of frames are those of both. */
function told({ connections }: Report): unknown {
  return connections.map(({ originator, responder, exchanges, windowProbes, keepalive, verdict }) => ({
    originator,
    responder,
    exchanges: exchanges.map(({ frame, from, outcome, answerFrame }) => ({
      frame,
      from,
      outcome,
      answerFrame,
    })),
    windowProbes: windowProbes.length,
    counts: [keepalive.originator?.probes, keepalive.originator?.unanswered, keepalive.responder],
    verdict: verdict.code,
    evidence: verdict.evidence.map(({ frame }) => frame),
  }));
}

function only({ connections }: Report): ConnectionReport {
  const [connection] = connections;
  assert.equal(connections.length, 1);
  assert.ok(connection);
  return connection;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[numbers.length >> 1] ?? Number.NaN;
}

describe('live', { concurrency: 3 }, async () => {
  for (const [engine, skip] of await skips()) {
    it(`a peer that dies, seen by ${engine}, as tcpdump saves it`, { skip }, () =>
      inField(async (field) => {
        const file = join(field.folder, 'saved.pcap');
        const saving = field.near.start('tcpdump', [
          ...[
            '-i',
            'eth0',
            '-U',
            '--immediate-mode',
            '-s',
            '256',
            '--time-stamp-precision=nano',
            '-w',
            file,
            'tcp',
          ],
        ]);
        await new Promise((resolve) => saving.stderr?.once('data', resolve));
        await serve(field);
        const watching = await Watching.start(field.near, ['--engine', engine]);
        const client = connect(field);
        await watching.until('probes are answered', () => watching.count('keepalive-ack') >= 2);
        await cut(field);
        await watching.until('it is given up', () => watching.verdicts.includes('peer-dead'));
        const { status, report } = await watching.interrupt();
        client.kill();
        await end(saving, 'SIGINT');

        assert.equal(status, 130);
        assert.deepEqual(watching.verdicts, ['alive', 'probing', 'peer-dead']);
        const saved = await analyze(file);
        assert.deepEqual(told(report), told(saved));
        assert.deepEqual(only(saved).verdict.code, 'peer-dead');
        const lateness = only(report).exchanges.map(
          ({ at }, place) => Date.parse(at) - Date.parse(only(saved).exchanges[place]?.at ?? ''),
        );
        assert.ok(Math.abs(median(lateness)) < 5, `stamps are ${median(lateness)} ms off`);
      }),
    );
  }

  const [[engine, skip] = ['tcpdump', false]] = (await skips()).slice(-1);

  it('an interface that is deleted and made again: the connection goes on', { skip }, () =>
    inField(async (field) => {
      await serve(field);
      const watching = await Watching.start(field.near, ['--engine', engine]);
      const client = connect(field);
      await watching.until('probes are answered', () => watching.count('keepalive-ack') >= 2);
      await field.near.ip(['link del eth0']);
      await watching.until('it is missed', () => watching.notices.includes('interface-gone'));
      await field.wire();
      await watching.until(
        'it captures again',
        () => watching.notices.filter((code) => code === 'engine-started').length === 2,
      );
      const before = watching.count('keepalive-ack');
      await watching.until('probes are answered again', () => watching.count('keepalive-ack') > before);
      const { report } = await watching.interrupt();
      client.kill();
      assert.equal(report.captures.length, 2);
      assert.equal(only(report).verdict.code, 'alive');
      assert.equal(only(report).midstream, false);
    }),
  );

  it('an engine that is killed is started again: the connection goes on', { skip }, () =>
    inField(async (field) => {
      await serve(field);
      const watching = await Watching.start(field.near, ['--engine', engine]);
      const client = connect(field);
      await watching.until('probes are answered', () => watching.count('keepalive-ack') >= 2);
      const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(watching.child.pid)], {
        encoding: 'utf8',
      });
      process.kill(Number(children.trim().split(/\s+/)[0]), 'SIGKILL');
      await watching.until('it is said', () => watching.notices.includes('engine-ended'));
      const before = watching.count('keepalive-ack');
      await watching.until('probes are answered again', () => watching.count('keepalive-ack') > before);
      const { status, report } = await watching.interrupt();
      client.kill();
      assert.equal(status, 130);
      assert.equal(only(report).verdict.code, 'alive');
      // None is left.
      await sleep(100);
    }),
  );
});
