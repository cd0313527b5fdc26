/**
 * Run by eviction.test.ts in a process of its own: 1,000 connections with probes, 1,000 with data only, and a SYN flood of
 * a million four-tuples between their probes. Says as JSON what is left and what memory it takes.
 */
import { Flow, Line } from '../support/flows.ts';

const LIMIT = 200_000;
const HELD = 1000;
const FLOOD = 1_000_000;
const ROUNDS = 20;

const line = new Line({ connections: LIMIT });
const probed = Array.from({ length: HELD }, (_, index) => new Flow(line, index).handshake());
const busy = Array.from({ length: HELD }, (_, index) => new Flow(line, HELD + index).handshake().data());
let peak = 0;
for (let round = 0; round < ROUNDS; round++) {
  // 10 s idle, then a probe and its answer; the flood comes in between, all at once.
  for (const flow of probed)
    flow
      .at(10 * (round + 1))
      .probe()
      .ack();
  for (let index = 0; index < FLOOD / ROUNDS; index++)
    new Flow(line, 2 * HELD + (round * FLOOD) / ROUNDS + index).syn();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  peak = Math.max(peak, heapUsed + arrayBuffers);
}
const { shard, now } = line;
const rows = rowsByNumber();
const { counts } = shard.survey(now);
const { evicted } = shard;
const books = probed.map((_flow, index) => {
  const prober = shard.booksOf(rows.get(index + 1) ?? -1)?.sides[0]?.prober;
  return prober === undefined ? null : { probes: prober.probes, acknowledged: prober.outcomes.acknowledged };
});
const survivors = busy.filter((_flow, index) => rows.has(HELD + index + 1)).length;
const used = shard.rows.used;
const peakResident = process.resourceUsage().maxRSS * 1024;
process.stdout.write(
  JSON.stringify({ peak, peakResident, evicted, opened: shard.rows.opened, used, counts, survivors, books }),
);

function rowsByNumber(): Map<number, number> {
  const found = new Map<number, number>();
  for (const row of shard.rows.inUse()) found.set(shard.rows.numberOf(row), row);
  return found;
}
