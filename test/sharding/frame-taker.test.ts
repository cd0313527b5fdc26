/** What is known at a glance to be no segment is counted once, by who counts, and by nobody else is it looked at. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { Express } from '../../src/sharding/express.ts';
import { FrameTaker, type OutcomeTally } from '../../src/sharding/frame-taker.ts';
import { Shard } from '../../src/sharding/shard.ts';
import { sharesOf } from '../../src/sharding/share.ts';
import { OUTCOME_NAMES, Outcome } from '../../src/wire/outcome.ts';
import { BatchesInArena } from '../support/frame-batches.ts';
import { ethernet, hex, ipv4, packet, tcp } from '../support/packets.ts';

const ARP = packet(ethernet({ type: 0x0806 }), hex('0001080006040001'));
/** Spanning tree: a glance leaves it to the layers. */
const LLC = packet(ethernet(), hex('424203000000000000'));
const UDP = packet(ethernet(), ipv4({ protocol: 17 }), hex('0035003500080000'));
const ECHO = packet(ethernet(), ipv4({ protocol: 1 }), hex('0800000000000000'));
const SYN = packet(ethernet(), ipv4({}), tcp({ flags: 2 }));

interface Batch {
  octets: readonly Uint8Array[];
  /** What is counted behind it: how many, and the first frame. */
  notIp: [number, number];
  notTcp: [number, number];
}

const BATCHES: readonly Batch[] = [
  { octets: [SYN, LLC, ARP, ECHO, UDP], notIp: [2, 2], notTcp: [2, 4] },
  { octets: [ARP, ARP, UDP], notIp: [4, 2], notTcp: [3, 4] },
  { octets: [SYN], notIp: [4, 2], notTcp: [3, 4] },
];
const OTHERWISE: readonly Batch[] = [
  { octets: [SYN], notIp: [0, 0], notTcp: [0, 0] },
  { octets: [UDP, ARP, ECHO, LLC], notIp: [2, 3], notTcp: [2, 2] },
];

for (const threads of [1, 2, 3])
  describe(`of ${threads} threads`, () => {
    for (const [number, share] of sharesOf(threads).entries())
      for (const batches of [BATCHES, OTHERWISE])
        it(`number ${number + 1} looks at what it must, and only the first one counts`, () => {
          const shard = new Shard({ exchanges: 100, held: 100 }, null);
          const express = new Express(shard, share);
          const taker = new FrameTaker(shard, share, express);
          const inArena = new BatchesInArena(shard.tracker.arena);
          const tally = number === 0 ? noTally() : null;
          let frames = 0;
          for (const { octets, notIp, notTcp } of batches) {
            const batch = inArena.batchOf(octets.map((one) => ({ time: 0, octets: one })));
            // As an earlier batch may have left them.
            batch.flowHashes.fill(0x1234_5678 * (frames + 1));
            express.glance(batch);
            const chosen = Array.from({ length: express.choose(batch) }, (_, one) => express.placeOf(one));
            for (const [place, one] of octets.entries())
              if (one !== SYN) assert.equal(chosen.includes(place), one === LLC || one === ECHO, `${place}`);
            // In the capture it is another number than in all of them.
            taker.take(batch, 100 + frames, tally, frames);
            frames += octets.length;
            if (tally === null) continue;
            assert.deepEqual([tally.counts[Outcome.NotIp], tally.firsts[Outcome.NotIp]], notIp);
            assert.deepEqual([tally.counts[Outcome.NotTcp], tally.firsts[Outcome.NotTcp]], notTcp);
          }
        });
  });

function noTally(): OutcomeTally {
  const { length } = OUTCOME_NAMES;
  return { counts: new Uint32Array(length), firsts: new Uint32Array(length) };
}
