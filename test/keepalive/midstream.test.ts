/** Captures that begin after the connection went idle: the usual case, because it hung and then somebody captured. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Conversation, type ConversationOptions, conversation } from '../support/conversation.ts';
import { ACK, PSH } from '../support/host.ts';
import { see } from '../support/see.ts';
import type { Sent } from '../support/sent.ts';

interface Idle {
  talk: Conversation;
  probes: Sent[];
  answers: Sent[];
}

/** A connection on which the originator has sent probes every 10 s and got answers. */
function idle(options: ConversationOptions & { octets?: 0 | 1; count?: number } = {}): Idle {
  const { octets = 0, count = 5 } = options;
  const talk = conversation(options).handshake().exchange();
  const probes: Sent[] = [];
  const answers: Sent[] = [];
  for (let place = 1; place <= count; place++) {
    talk.at(10 * place);
    probes.push(talk.originator.probe({ octets }));
    answers.push(octets === 0 ? talk.responder.ack() : talk.responder.dSack());
  }
  return { talk, probes, answers };
}

const KINDS: Record<string, ConversationOptions & { octets?: 0 | 1 }> = {
  'Linux probes': {},
  'Linux probes in IPv6': { ipv6: true },
  'probes without timestamps': { timestamps: false },
  'Windows probes': { timestamps: false, octets: 1 },
  'Windows probes in IPv6': { timestamps: false, octets: 1, ipv6: true },
};

for (const [name, options] of Object.entries(KINDS)) {
  test(`a capture may begin at any frame: all ${name} that are in it are found, and all answers`, async () => {
    const { talk, probes, answers } = idle(options);
    // The last answer alone says nothing.
    for (let from = 0; from < talk.frames.length - 1; from++) {
      const frames = talk.frames.slice(from);
      const inside = probes.filter((probe) => frames.includes(probe));
      const seen = await see(frames);
      assert.deepEqual(seen.all('probe'), inside, `from frame ${from + 1}`);
      for (const probe of inside) assert.equal(seen.answerTo(probe), answers[probes.indexOf(probe)]);
      assert.equal(seen.connection.midstream, from > 1);
    }
  });
}

test('a capture may begin at any frame while both sides probe at the same instant', async () => {
  const talk = conversation().handshake().exchange();
  const rounds = [10, 20, 30].map((at) => {
    talk.at(at);
    const probes = [talk.originator.probe(), talk.responder.probe()] as const;
    const answers = [talk.responder.ack(), talk.originator.ack()] as const;
    return { probes, answers };
  });
  for (let from = 0; from < talk.frames.length - 3; from++) {
    const frames = talk.frames.slice(from);
    const seen = await see(frames);
    const inside = rounds.flatMap(({ probes }) => probes).filter((probe) => frames.includes(probe));
    assert.deepEqual(seen.all('probe'), inside, `from frame ${from + 1}`);
    for (const { probes, answers } of rounds)
      for (const place of [0, 1] as const)
        if (frames.includes(probes[place])) assert.equal(seen.answerTo(probes[place]), answers[place]);
  }
});

test('a first-seen probe may be answered by data', async () => {
  const { talk, probes } = idle({ count: 1 });
  talk.frames.pop();
  const answer = talk.responder.data(50);
  const acknowledgment = talk.originator.ack();
  const seen = await see([...probes, answer, acknowledgment]);
  assert.deepEqual(seen.kinds(), ['probe', 'data', 'ack']);
  assert.deepEqual(seen.outcomes, ['data']);
});

test('a first-seen probe may be answered by RST', async () => {
  const { talk, probes } = idle({ count: 1 });
  const [probe] = probes;
  assert.ok(probe !== undefined);
  const reset = talk.responder.reject(probe);
  const seen = await see([probe, reset]);
  assert.deepEqual(seen.kinds(), ['probe', 'reset']);
  assert.deepEqual(seen.outcomes, ['reset']);
  assert.equal(seen.answerTo(probe), reset);
  assert.equal(seen.verdict, 'peer-lost-state');
});

test('of first-seen probes the last may be answered by RST', async () => {
  const { talk } = idle({ count: 0 });
  const first = talk.at(10).originator.probe();
  const second = talk.at(15).originator.probe();
  const reset = talk.responder.reject(second);
  const seen = await see([first, second, reset]);
  assert.deepEqual(seen.kinds(), ['probe', 'probe', 'reset']);
  assert.deepEqual(seen.outcomes, ['unanswered', 'reset']);
  assert.equal(seen.verdict, 'peer-lost-state');
});

for (const count of [1, 2, 3]) {
  test(`${count} first-seen probes are given away by the prober's own RST,ACK`, async () => {
    const { talk } = idle({ count: 0 });
    const probes = Array.from({ length: count }, (_, place) => talk.at(10 + 5 * place).originator.probe());
    const reset = talk.at(10 + 5 * count).originator.abort();
    const seen = await see([...probes, reset]);
    assert.deepEqual(seen.all('probe'), probes);
    assert.deepEqual(new Set(seen.outcomes), new Set(['unanswered']));
    assert.equal(seen.verdict, 'peer-dead');
  });
}

for (const octets of [0, 1] as const) {
  test(`probes of ${octets} octets that nobody answers are found by their constant spacing`, async () => {
    const { talk } = idle({ count: 0, timestamps: octets === 0 });
    const probes = [0, 5, 10, 15, 20].map((at) => talk.at(100 + at).originator.probe({ octets }));
    const seen = await see(probes);
    assert.deepEqual(seen.all('probe'), probes);
    assert.deepEqual(seen.outcomes.slice(0, 4), ['unanswered', 'unanswered', 'unanswered', 'unanswered']);
  });
}

test('the probes of a capture that holds one direction only are found', async () => {
  const { probes } = idle();
  const seen = await see(probes);
  assert.deepEqual(seen.all('probe'), probes);
});

test('probes after data in a capture that holds one direction only are found', async () => {
  const { talk, probes } = idle();
  const seen = await see(talk.frames.filter((frame) => frame.layers?.source === talk.originator.address));
  assert.deepEqual(seen.all('probe'), probes);
});

test('a first-seen ACK that is followed by data at its acknowledged number is no probe', async () => {
  const talk = conversation().handshake().exchange().at(5);
  const before = talk.frames.length;
  talk.responder.data(100);
  const ack = talk.originator.ack();
  const data = talk.responder.data(100);
  talk.originator.ack();
  const seen = await see(talk.frames.slice(before + 1));
  assert.deepEqual(seen.kinds([ack, data]), ['ack', 'data']);
  assert.deepEqual(seen.exchanges, []);
});

test('a first-seen ACK that is followed by data of its own sender is no probe', async () => {
  const talk = conversation().handshake().at(5);
  const ack = talk.originator.ack();
  talk.originator.data(100);
  talk.responder.ack();
  const seen = await see(talk.frames.slice(3));
  assert.equal(seen.kind(ack), 'ack');
  assert.deepEqual(seen.exchanges, []);
});

test('duplicate ACKs at the beginning of a capture are no probes', async () => {
  const talk = conversation().handshake().exchange().at(5);
  const before = talk.frames.length;
  talk.originator.data(1000, { delivered: false });
  for (let place = 0; place < 3; place++) {
    talk.originator.data(1000, { delivered: false });
    talk.responder.ack();
  }
  const seen = await see(talk.frames.slice(before + 2).filter((_, index) => index % 2 === 0));
  assert.deepEqual(new Set(seen.kinds()), new Set(['ack']));
});

test('the answer to a probe before the capture is no probe, and the next probe of either side is found', async () => {
  const { talk, answers } = idle({ count: 1 });
  const ours = talk.at(20).originator.probe();
  const answer = talk.responder.ack();
  const theirs = talk.at(25).responder.probe();
  const back = talk.originator.ack();
  const seen = await see([...answers, ours, answer, theirs, back]);
  assert.deepEqual(seen.kinds(), ['ack', 'probe', 'keepalive-ack', 'probe', 'keepalive-ack']);
});

test('a first-seen octet that is pushed and acknowledged is data', async () => {
  const talk = conversation({ timestamps: false }).handshake().exchange();
  const keys = [10, 11, 12].map((at) => {
    const key = talk.at(at).originator.data(1, { flags: PSH | ACK });
    talk.responder.ack();
    return key;
  });
  const seen = await see(talk.frames.slice(-6));
  assert.deepEqual(seen.kinds(keys), ['data', 'data', 'data']);
  assert.deepEqual(seen.exchanges, []);
});

test('a first-seen octet that a D-SACK calls a duplicate is a probe, whatever its value', async () => {
  for (const payload of ['\0', 'x']) {
    const talk = conversation({ timestamps: false }).handshake().exchange().at(10);
    const probe = talk.originator.probe({ payload });
    const answer = talk.responder.dSack();
    const seen = await see([probe, answer]);
    assert.deepEqual(seen.kinds(), ['probe', 'keepalive-ack']);
  }
});

/** What the capture holds of one side. */
function onlyFrom(frames: readonly Sent[], address: string): Sent[] {
  return frames.filter((frame) => frame.layers?.source === address);
}

test('where only an idle prober was captured, its timestamps say that it was answered', async () => {
  const { talk, probes } = idle();
  const seen = await see(onlyFrom(talk.frames.slice(-10), talk.originator.address));
  assert.deepEqual(seen.all('probe'), probes);
  assert.equal(seen.verdict, 'incomplete');
});

test('where only a prober was captured that aborts later, it did not give up', async () => {
  const { talk, probes } = idle();
  talk.after(3).originator.abort();
  const seen = await see(onlyFrom(talk.frames.slice(-11), talk.originator.address));
  assert.deepEqual(seen.all('probe'), probes);
  assert.equal(seen.verdict, 'incomplete');
});

test('where only an idle side was captured, its probes or answers cannot be told apart: it is said to probe, with doubt', async () => {
  for (const timestamps of [true, false]) {
    const { talk, answers } = idle({ timestamps });
    assert.equal((await see(answers)).connection.verdict.confidence, 'possible');
    const probes = [100, 105, 110].map((at) => talk.at(at).originator.probe());
    const seen = await see(probes);
    assert.deepEqual(seen.all('probe'), probes);
    assert.equal(seen.verdict, 'probing');
    assert.equal(seen.connection.verdict.confidence, 'possible');
  }
});

const ENDINGS: Record<string, (talk: Conversation) => Sent> = {
  data: ({ responder }) => responder.data(10),
  FIN: ({ responder }) => responder.fin(),
  RST: ({ responder }) => responder.abort(),
  'another window': ({ responder }) => responder.ack({ window: 400 }),
};

for (const [name, end] of Object.entries(ENDINGS)) {
  test(`where only the answering side was captured, its next ${name} says that it answered`, async () => {
    const { talk, answers } = idle();
    const last = end(talk.after(3));
    const seen = await see([...answers, last]);
    assert.deepEqual(seen.all('probe'), []);
    assert.notEqual(seen.verdict, 'peer-dead');
  });
}

test('a capture that begins with an answer, and lost the next probe, is right from then on', async () => {
  for (const options of [{}, { timestamps: false }, { timestamps: false, octets: 1 as const }]) {
    const { talk, probes, answers } = idle(options);
    const frames = talk.frames.slice(-9).filter((frame) => frame !== probes[1]);
    const seen = await see(frames);
    assert.deepEqual(seen.all('probe'), probes.slice(2));
    assert.deepEqual(seen.all('keepalive-ack'), answers.slice(2));
  }
});
