/** How long there had been no payload when the first FIN came, or none but the farewell of the side that closed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Flow, Line } from '../support/flows.ts';

/** After a handshake whose last segment but one comes at 1 s, and an exchange that ends at 3 s; then what `end` does. */
function closeIdleOf(end: (flow: Flow) => unknown): number | null {
  const line = new Line();
  const flow = new Flow(line, 1).at(1).handshake().at(3).data(0).data(1);
  end(flow);
  const { closeIdle } = line.shard.timeline(flow.row, line.now);
  return closeIdle === null ? null : Math.round(closeIdle / 1e6) / 1e3;
}

test('of a FIN without data it is the time since the last payload', () => {
  assert.equal(
    closeIdleOf((flow) => flow.at(10).end(1).ack(0)),
    7,
  );
});

test('of a FIN with data that was asked for it is not known: the duration of the handshake is no idle time', () => {
  assert.equal(
    closeIdleOf((flow) => flow.push(0).end(1, 10).ack(0)),
    null,
  );
});

test('before any FIN there is none', () => {
  assert.equal(
    closeIdleOf((flow) => flow.at(63).seal(1)),
    null,
  );
});

const FAREWELLS: Record<string, (flow: Flow) => unknown> = {
  'and the FIN': (flow) => flow.at(63).seal(1).end(1),
  'its acknowledgment and the FIN': (flow) => flow.at(63).seal(1).ack(0).end(1),
  'with a pause of 5 s for what is under way': (flow) =>
    flow.at(63).seal(1, 39).ack(0).at(68).seal(1, 39).seal(1).end(1),
  'and a FIN 5 s later': (flow) => flow.at(63).seal(1, 39).ack(0).at(68).end(1),
  'in two segments, GOAWAY and close_notify': (flow) => flow.at(63).seal(1, 39).at(63.01).seal(1).end(1),
  'known by its octets': (flow) => flow.at(63).goodbye(1).end(1),
  'with the FIN': (flow) => flow.at(63).sealedEnd(1),
  'in two segments, the second with the FIN': (flow) => flow.at(63).seal(1, 39).sealedEnd(1),
  'after what looked like one': (flow) => flow.seal(1).ack(0).at(63).seal(1).end(1),
  'while probes were answered': (flow) =>
    flow.at(33).probe(1).ack(0).at(48).probe(1).ack(0).at(63).seal(1).end(1),
  'of the originator': (flow) => flow.at(63).seal(0).end(0),
  'behind a request that nobody answered': (flow) => flow.push(0).ack(1).at(63).seal(1).end(1),
};

for (const [name, end] of Object.entries(FAREWELLS))
  test(`a farewell does not count: ${name}`, () => {
    assert.equal(closeIdleOf(end), 60);
  });

const OTHERS: Record<string, (flow: Flow) => unknown> = {
  'the answer to a request that took a minute': (flow) => flow.push(0).ack(1).at(63).push(1).end(1),
  'such an answer, and close_notify': (flow) => flow.push(0).ack(1).at(63).push(1).seal(1).end(1),
  'such an answer after tickets, which were acknowledged': (flow) =>
    flow.push(0).push(1).ack(0).at(63).push(1).seal(1).end(1),
  'such an answer, after probes of the server': (flow) =>
    flow.push(0).ack(1).at(18).probe(1).ack(0).at(63).push(1).seal(1).end(1),
  'so does that, with the FIN': (flow) => flow.push(0).ack(1).at(63).end(1, 100),
  'what looked like a farewell, and was answered': (flow) => flow.at(63).seal(1).ack(0).data(0).end(1),
  'what looked like one, and was the beginning of more': (flow) => flow.at(63).seal(1).push(1, 1400).end(1),
};

for (const [name, end] of Object.entries(OTHERS))
  test(`other data counts: ${name}`, () => {
    const idle = closeIdleOf(end);
    assert.ok(idle === null || idle < 0.001, `${idle}`);
  });

test('what is sent long before the FIN is no farewell', () => {
  assert.equal(
    closeIdleOf((flow) => flow.at(63).seal(1).ack(0).at(73).end(1)),
    10,
  );
});

test('where a capture begins with a probe, nobody knows how long there had been no payload', () => {
  for (const saysFarewell of [true, false]) {
    const line = new Line();
    const flow = new Flow(line, 1).at(45).probe(0).ack(1).at(60);
    if (saysFarewell) flow.seal(1);
    flow.end(1).ack(0).seal(0);
    const { closeIdle } = line.shard.timeline(flow.row, line.now);
    assert.ok(closeIdle === null, `${closeIdle}`);
  }
});

test('what comes behind a RST does not change how long the silence before it was', () => {
  const line = new Line();
  const flow = new Flow(line, 1).at(1).handshake().at(3).data(0).data(1).at(353).reset(1).at(600).seal(1);
  assert.equal(line.shard.timeline(flow.row, line.now).silenceBeforeReset, 350e9);
});
