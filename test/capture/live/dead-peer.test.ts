/** What is concluded from a live capture is what is concluded from tcpdump's file of the same traffic. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { analyze } from '../../../src/index.ts';
import type { Report } from '../../../src/report/model.ts';
import { buildPcap } from '../../support/captures.ts';
import { Capturing, type LiveFrame } from './capturing.ts';
import { FAR, type Field, inField, skips } from './field.ts';

const PORT = 7777;
const SETTINGS = { idle: 2, interval: 1, count: 3 };

describe('a live capture of a peer that dies', { concurrency: true }, async () => {
  for (const [engine, skip] of await skips()) {
    it(`tells what tcpdump's file tells: ${engine}`, { skip }, () =>
      inField(async (field) => {
        const path = join(field.folder, 'truth.pcap');
        const recording = await field.near.record(path);
        const live = await Capturing.start(field.near, 'eth0', engine);
        await dieSilently(field);
        await live.stop();
        await recording.stop();

        const livePath = join(field.folder, 'live.pcap');
        await writeFile(livePath, buildPcap(live.frames.map(captured), { resolution: 'nanoseconds' }));
        const [seen, expected] = [await analyze(livePath), await analyze(path)];
        assert.equal(expected.connections[0]?.verdict.code, 'peer-dead');
        const unanswered = expected.connections[0].exchanges.filter(
          ({ outcome }) => outcome === 'unanswered',
        );
        assert.equal(unanswered.length, SETTINGS.count);
        assert.deepEqual(conclusions(seen), conclusions(expected));
      }),
    );
  }
});

/** The far application answers one probe, then its host hears nothing any more. */
async function dieSilently({ near, far }: Field): Promise<void> {
  const [client, server] = await Promise.all([near.actor('client'), far.actor('server')]);
  const listening = await server.listen(PORT);
  const accepted = listening.accept();
  const socket = await client.connect(FAR, PORT);
  await accepted;
  await socket.keepalive(SETTINGS);
  await socket.send('hello');
  // One probe and its answer: the kernel of the prober counts what it has sent.
  while (((await near.counters())['TCPKeepAlive'] ?? 0) < 1) await sleep(20);
  await far.nft('table inet deaf { chain in { type filter hook prerouting priority -300\n drop\n }\n }');
  const { errno } = await socket.recv();
  assert.equal(errno, 'ETIMEDOUT');
}

function captured({ octets, originalLength, at }: LiveFrame) {
  return { time: BigInt(at), octets: Uint8Array.from(Buffer.from(octets, 'hex')), originalLength };
}

/** Frames, outcomes, verdicts: all but times. */
function conclusions({ summary, connections }: Report) {
  return {
    summary,
    connections: connections.map(({ originator, responder, segments, exchanges, verdict, findings }) => ({
      originator,
      responder,
      segments,
      exchanges: exchanges.map(({ frame, from, outcome, answerFrame }) => [
        frame,
        from,
        outcome,
        answerFrame,
      ]),
      verdict: [verdict.code, verdict.confidence, verdict.evidence.map(({ frame }) => frame)],
      findings: findings.map(({ code, severity }) => [code, severity]),
    })),
  };
}
