/** Frames that a capture holds more than once never count as probes or answers of their own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { signatureOf } from '../../src/tracking/copies.ts';
import { Segment } from '../../src/wire/segment.ts';
import { type ConversationOptions, conversation } from '../support/conversation.ts';
import { Flow, Line } from '../support/flows.ts';
import { see } from '../support/see.ts';
import { byTime, type CopyOptions, type Sent } from '../support/sent.ts';

interface Idle {
  frames: Sent[];
  probes: Sent[];
}

/** Three answered probes after an exchange. */
function idle({ octets = 0, ...options }: ConversationOptions & { octets?: 0 | 1 } = {}): Idle {
  const talk = conversation(options).handshake().exchange();
  const probes = [10, 20, 30].map((at) => {
    const probe = talk.at(at).originator.probe({ octets });
    talk.responder.ack();
    return probe;
  });
  return { frames: talk.frames, probes };
}

/** Each frame followed by its copy. */
function adjacent(frames: readonly Sent[], copy: CopyOptions): Sent[] {
  return frames.flatMap((frame) => [frame, frame.copy(copy)]);
}

/** Every frame was a copy's original, and the probes are the first ones. */
async function assertOnlyCopies(frames: readonly Sent[], { frames: originals, probes }: Idle): Promise<void> {
  const seen = await see(frames);
  assert.deepEqual(seen.all('probe'), probes);
  assert.deepEqual(seen.outcomes, ['acknowledged', 'acknowledged', 'acknowledged']);
  assert.equal(seen.all('keepalive-ack').length, 3);
  assert.deepEqual(
    seen.all('duplicate-frame'),
    frames.filter((frame) => !originals.includes(frame)),
  );
  assert.equal(seen.report.summary.duplicateFrames, frames.length - originals.length);
}

const STACKS: Record<string, ConversationOptions & { octets?: 0 | 1 }> = {
  'IPv4 with timestamps': {},
  'IPv4 without timestamps': { timestamps: false },
  'IPv4 without timestamps and with identification 0': {
    timestamps: false,
    originator: { ipId: null },
    responder: { ipId: null },
  },
  'IPv6 with timestamps': { ipv6: true },
  'IPv6 without timestamps': { ipv6: true, timestamps: false },
  'Windows probes': { timestamps: false, octets: 1 },
  'Windows probes in IPv6': { ipv6: true, timestamps: false, octets: 1 },
};

const COPIES: Record<string, CopyOptions> = {
  'on the same interface': { after: 0.00001 },
  'on another interface': { after: 0.00001, interface: 1 },
  'behind a router': { after: 0.00005, ttl: 63 },
  'with a VLAN tag': { after: 0.00001, vlan: 7 },
};

for (const [stack, options] of Object.entries(STACKS)) {
  for (const [how, copy] of Object.entries(COPIES)) {
    test(`every frame captured twice, ${how}, is one frame and its copy: ${stack}`, async () => {
      const one = idle(options);
      await assertOnlyCopies(adjacent(one.frames, copy), one);
    });
  }
}

test('copies behind a router with another VLAN tag on either side are copies', async () => {
  const one = idle();
  const tagged = one.frames.map((frame) => frame.copy({ vlan: 5 }));
  const probes = tagged.filter((_, index) => one.probes.includes(one.frames[index] ?? ({} as Sent)));
  await assertOnlyCopies(adjacent(tagged, { after: 0.00005, vlan: 6, ttl: 63 }), { frames: tagged, probes });
});

test('copies may come after the next frame of the connection', async () => {
  for (const options of Object.values(STACKS)) {
    const one = idle(options);
    const late = one.frames.map((frame) => frame.copy({ after: 0.00015 }));
    await assertOnlyCopies(byTime(one.frames, late), one);
  }
});

test('copies of two data segments in a row may come after both', async () => {
  const talk = conversation().handshake().at(1);
  const data = [talk.originator.data(100), talk.originator.data(100)];
  const copies = data.map((frame) => frame.copy({ after: 0.00025 }));
  const acknowledgment = talk.responder.ack();
  const seen = await see([...talk.frames.slice(0, -1), ...copies, acknowledgment.copy({ after: 0.0003 })]);
  assert.deepEqual(seen.kinds([...data, ...copies]), ['data', 'data', 'duplicate-frame', 'duplicate-frame']);
});

for (const pace of [0.02, 0.0001]) {
  test(`in merged captures, the copy may come 5 ms later, at a pace of ${pace} s`, async () => {
    for (const options of [{ pace }, { pace, timestamps: false }, { pace, ipv6: true }]) {
      const one = idle(options);
      const late = one.frames.map((frame) => frame.copy({ after: 0.005, ttl: 60 }));
      const seen = await see(byTime(one.frames, late));
      assert.deepEqual(seen.all('probe'), one.probes);
      assert.deepEqual(seen.outcomes, ['acknowledged', 'acknowledged', 'acknowledged']);
      assert.equal(seen.all('keepalive-ack').length, 3);
      if (pace > 0.005) assert.deepEqual(seen.all('duplicate-frame'), late);
    }
  });
}

test('captures of which one clock is behind merge to copies, too', async () => {
  const one = idle();
  const frames = adjacent(one.frames, { after: -0.002 });
  await assertOnlyCopies(frames, one);
});

test('a capture that is stored twice, one after the other, holds each probe once', async () => {
  const one = idle();
  const seen = await see([...one.frames, ...one.frames.map((frame) => frame.copy())]);
  assert.deepEqual(seen.all('probe'), one.probes);
  assert.deepEqual(seen.outcomes, ['acknowledged', 'acknowledged', 'acknowledged']);
  assert.equal(seen.report.connections.length, 1);
});

test('two captures of one connection, made at either end, hold each probe once', async () => {
  const one = idle();
  const other = one.frames.map((frame) => frame.copy({ after: 0.003, ttl: 61 }));
  const seen = await see(one.frames, other);
  assert.equal(seen.report.summary.probes, 3);
  assert.deepEqual(seen.outcomes, ['acknowledged', 'acknowledged', 'acknowledged']);
});

for (const options of Object.values(STACKS)) {
  test(`probes that repeat one another a second apart are no copies: ${JSON.stringify(options)}`, async () => {
    const { octets = 0, ...rest } = options;
    const talk = conversation(rest).handshake().exchange();
    const probes = [10, 11, 12, 13].map((at) => talk.at(at).originator.probe({ octets }));
    const seen = await see(talk.frames);
    assert.deepEqual(seen.all('probe'), probes);
    assert.equal(seen.report.summary.duplicateFrames, 0);
  });

  test(`retransmissions are no copies: ${JSON.stringify(options)}`, async () => {
    const { octets: _, ...rest } = options;
    const talk = conversation(rest).handshake().exchange().at(5);
    const data = talk.originator.data(100, { delivered: false });
    const again = [5.2, 5.6, 6.4].map((at) => talk.at(at).originator.resend(data, { delivered: false }));
    const seen = await see(talk.frames);
    assert.deepEqual(seen.all('retransmission'), again);
  });
}

test('answers that repeat one another are no copies', async () => {
  for (const options of Object.values(STACKS)) {
    const { octets: _, ...rest } = options;
    const talk = conversation(rest).handshake().exchange();
    for (const at of [10, 11, 12]) {
      talk.at(at).originator.probe();
      talk.responder.ack();
    }
    const seen = await see(talk.frames);
    assert.deepEqual(seen.outcomes, ['acknowledged', 'acknowledged', 'acknowledged']);
    assert.equal(seen.report.summary.duplicateFrames, 0);
  }
});

/** Stacks whose packets have no number of their own: two that say the same are alike to the octet. */
const UNNUMBERED: Record<string, ConversationOptions> = {
  'IPv4 without timestamps and with identification 0': {
    timestamps: false,
    originator: { ipId: null },
    responder: { ipId: null },
  },
  'IPv6 with timestamps': { ipv6: true },
  'IPv6 without timestamps': { ipv6: true, timestamps: false },
};

for (const [stack, options] of Object.entries(UNNUMBERED)) {
  test(`duplicate ACKs sent at once are no copies: ${stack}`, async () => {
    const talk = conversation(options).handshake().exchange().at(5);
    for (let place = 0; place < 3; place++) talk.originator.data(1000, { delivered: place === 2 });
    const acknowledgments = [5.1, 5.1, 5.1].map((at) => talk.at(at).responder.ack());
    const seen = await see(talk.frames);
    assert.deepEqual(seen.kinds(acknowledgments), ['ack', 'ack', 'ack']);
    assert.equal(seen.report.summary.duplicateFrames, 0);
  });

  test(`a RST for each of two segments that met a closed port is no copy: ${stack}`, async () => {
    const talk = conversation(options).handshake().exchange().at(5);
    const data = [talk.originator.data(100), talk.originator.data(100)];
    const resets = data.map((frame) => talk.at(5.001).responder.reject(frame));
    const seen = await see(talk.frames);
    assert.deepEqual(seen.kinds(resets), ['reset', 'reset']);
  });

  test(`where every frame is captured twice, the copies of RSTs and duplicate ACKs are copies: ${stack}`, async () => {
    const talk = conversation(options).handshake().exchange().at(5);
    const data = talk.originator.data(100);
    talk.responder.reject(data);
    const copies = talk.frames.map((frame) => frame.copy({ after: 0.00001 }));
    const seen = await see(byTime(talk.frames, copies));
    assert.deepEqual(seen.all('duplicate-frame'), copies);
  });

  test(`copies that begin on an idle connection are copies: ${stack}`, async () => {
    const one = idle(options);
    const from = one.frames.indexOf(one.probes[1] ?? assert.fail());
    const copies = one.frames.slice(from).map((frame) => frame.copy({ after: 0.0002 }));
    const seen = await see(byTime(one.frames, copies));
    assert.deepEqual([seen.all('probe'), seen.all('duplicate-frame')], [one.probes, copies]);
  });

  test(`a capture that begins on an idle connection may hold every frame twice: ${stack}`, async () => {
    const one = idle(options);
    const frames = one.frames.slice(one.frames.indexOf(one.probes[0] ?? assert.fail()));
    await assertOnlyCopies(adjacent(frames, { after: 0.00001 }), { frames, probes: one.probes });
  });
}

test('data sent again 3 ms later is no copy where nothing else was captured twice', async () => {
  const talk = conversation({ timestamps: false, originator: { ipId: null } })
    .handshake()
    .exchange()
    .at(5);
  const data = talk.originator.data(1000, { delivered: false });
  const again = talk.at(5.003).originator.resend(data);
  talk.responder.ack();
  const seen = await see(talk.frames);
  assert.deepEqual(seen.kinds([data, again]), ['data', 'retransmission']);
});

for (const times of [3, 4, 6]) {
  for (const every of [0.000_01, 0.000_04]) {
    test(`each frame may be captured ${times} times, ${every * 1e6} us apart, among those after it`, async () => {
      for (const { octets: _, ...options } of Object.values(STACKS)) {
        const talk = conversation({ ...options, pace: 0.000_03 })
          .handshake()
          .exchange()
          .at(5);
        for (let place = 0; place < 4; place++) talk.originator.data(100);
        talk.responder.ack();
        const probes = [10, 20].map((at) => {
          const probe = talk.at(at).originator.probe();
          talk.responder.ack();
          return probe;
        });
        const copies = Array.from({ length: times - 1 }, (_, place) =>
          talk.frames.map((frame) => frame.copy({ after: every * (place + 1) })),
        );
        const seen = await see(byTime(talk.frames, ...copies));
        assert.deepEqual(seen.all('probe'), probes);
        assert.equal(seen.report.summary.duplicateFrames, talk.frames.length * (times - 1));
      }
    });
  }
}

test('a long burst that was captured again as a whole is not sent again to its last segment', async () => {
  const talk = conversation().handshake().exchange().at(5);
  const data = Array.from({ length: 12 }, () => talk.after(-0.00009).originator.data(1000));
  const copies = data.map((frame) => frame.copy({ after: 0.0002 }));
  const seen = await see([...talk.frames, ...copies]);
  assert.deepEqual(seen.kinds(copies.slice(-4)), Array(4).fill('duplicate-frame'));
});

test('a probe whose signature is that of the one before by chance is a probe: its timestamp is younger', () => {
  const line = new Line();
  const flow = new Flow(line, 1);
  const { segment } = flow;
  Object.assign(segment, { hasTimestamps: 1, timestampValue: 1, timestampEcho: 1 });
  flow.at(1).handshake().at(10);
  segment.timestampValue = 10_000;
  flow.probe();
  const first = signatureOf(segment);
  const next = Object.assign(new Segment(), segment, { ipId: line.frames + 1 });
  while ((signatureOf(next) ^ first) & ~0xff) next.timestampValue++;
  segment.timestampValue = next.timestampValue;
  flow.at(20).probe();
  assert.equal(line.shard.booksOf(flow.row)?.sides[0]?.prober.probes, 2);
  assert.equal(line.shard.timeline(flow.row, line.now).copies, 0);
});
