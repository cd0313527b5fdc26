/** How many probes are kept: a bound for each side, one for all, and none is lost from the totals. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Prober } from '../../src/keepalive/prober.ts';
import { spansOf } from '../../src/keepalive/settings-spans.ts';
import { Flow, Line } from '../support/flows.ts';

function proberOf({ shard }: Line, flow: Flow): Prober {
  const prober = shard.booksOf(flow.row)?.sides[0]?.prober;
  assert.ok(prober !== undefined);
  return prober;
}

/** `rounds` probes with their answers on each flow, a second apart. */
function probe(flows: readonly Flow[], rounds: number, begin = 0): void {
  for (let round = 1; round <= rounds; round++)
    for (const [place, flow] of flows.entries())
      flow
        .at(begin + round + place * 1e-4)
        .probe()
        .ack();
}

/** Seconds at which the kept probes were sent. */
function secondsOf(prober: Prober): number[] {
  return prober.exchanges('probe').map(({ time }) => Math.floor(time / 1e9));
}

test('of a side that probes for long the first and the last half are kept', () => {
  const line = new Line({ exchanges: 10 });
  const flow = new Flow(line, 1).handshake();
  probe([flow], 1000);
  const prober = proberOf(line, flow);
  assert.deepEqual(secondsOf(prober), [1, 2, 3, 4, 5, 996, 997, 998, 999, 1000]);
  assert.equal(line.shard.exchanges.size, 10);
  assert.deepEqual([prober.probes, prober.outcomes.acknowledged, prober.omitted], [1000, 1000, 990]);
});

test('where all together are too many, each that goes on keeps fewer, but enough to show how it ends', () => {
  const line = new Line({ exchanges: 1000, exchangesTotal: 500 });
  const flows = Array.from({ length: 10 }, (_, number) => new Flow(line, number).handshake());
  probe(flows.slice(0, 1), 400);
  probe(flows, 300, 400);
  assert.ok(line.shard.exchanges.size <= 500, `${line.shard.exchanges.size} are kept`);
  for (const flow of flows) {
    const kept = secondsOf(proberOf(line, flow));
    assert.ok(kept.length >= 32, `${kept.length} are kept`);
    assert.deepEqual(
      kept.slice(-16),
      Array.from({ length: 16 }, (_, place) => 685 + place),
    );
  }
  assert.deepEqual(secondsOf(proberOf(line, flows[0] ?? new Flow(line, 0))).slice(0, 16), range(1, 16));
});

test('what lies between the kept halves is no span', () => {
  const line = new Line({ exchanges: 20 });
  const flow = new Flow(line, 1).handshake();
  // Every ninth and tenth probe has no answer. The first half ends with one, and the last begins with the one after it.
  for (let round = 1; round <= 400; round++) {
    flow.at(10 * round).probe();
    if (round % 10 !== 9 && round % 10 !== 0) flow.ack();
  }
  const kept = proberOf(line, flow).exchanges('probe');
  assert.deepEqual([kept[9]?.position, kept[10]?.position, kept[10]?.isBehindGap], [2, 3, true]);
  const { unanswered } = spansOf(kept, 0, Number.POSITIVE_INFINITY);
  assert.deepEqual(unanswered, [10e9, 10e9]);
});

test('probes of which it is not decided what they are are not left out', () => {
  const line = new Line({ exchanges: 4, held: 64 });
  const flow = new Flow(line, 1).handshake();
  flow.at(1).push().closedWindow();
  // Each spacing a third longer than the first: neither a back-off nor constant.
  for (let place = 0; place < 50; place++) flow.at(3 + place * (place === 0 ? 1 : 1.3) * 2).probe();
  assert.ok(line.shard.exchanges.size <= 64 + 4, `${line.shard.exchanges.size} are kept`);
  const { probes, windowProbes } = proberOf(line, flow);
  assert.ok(probes + windowProbes <= 50);
});

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, place) => first + place);
}
