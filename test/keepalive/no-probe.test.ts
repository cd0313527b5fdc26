/** What has the numbers of a probe, or nearly, and is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Conversation, type ConversationOptions, conversation } from '../support/conversation.ts';
import { ACK } from '../support/host.ts';
import { see } from '../support/see.ts';
import type { Sent } from '../support/sent.ts';

function idling(options: ConversationOptions = {}): Conversation {
  return conversation(options).handshake().exchange();
}

const STAMPED: Record<string, ConversationOptions> = {
  'with timestamps': {},
  'without timestamps': { timestamps: false },
};

for (const [name, options] of Object.entries(STAMPED)) {
  test(`an ACK that its sender's FIN overtook is no probe, ${name}`, async () => {
    const talk = idling(options).at(5);
    talk.responder.data(100);
    const late = talk.originator.ack();
    const fin = talk.originator.fin();
    const answer = talk.responder.ack();
    const before = talk.frames.slice(0, -3);
    for (const order of [
      [fin, late.copy({ after: 0.00015 }), answer],
      [fin, answer, late.copy({ after: 0.0003 })],
    ])
      assert.deepEqual((await see([...before, ...order])).all('probe'), []);
  });

  test(`an ACK that one octet of its sender's data overtook is no probe, ${name}`, async () => {
    const talk = idling(options).at(5);
    talk.responder.data(100);
    const ack = talk.originator.ack();
    const key = talk.originator.data(1);
    const echo = talk.after(0.01).responder.data(1);
    const before = talk.frames.slice(0, -3);
    const late = ack.copy({ after: 0.0002 });
    const seen = await see([...before, key, late, echo]);
    assert.deepEqual(seen.kinds([key, late, echo]), ['data', 'ack', 'data']);
  });

  test(`one octet that is sent again until it is acknowledged is a retransmission, ${name}`, async () => {
    const talk = idling(options).at(20);
    const key = talk.originator.data(1, { delivered: false });
    const again = [0.2, 0.6, 1.4, 3, 6.2, 12.6].map((after) =>
      talk.at(20 + after).originator.resend(key, { delivered: false }),
    );
    const last = talk.at(45.8).originator.resend(key);
    talk.responder.ack();
    const seen = await see(talk.frames);
    assert.equal(seen.kind(key), 'data');
    assert.deepEqual(seen.all('retransmission'), [...again, last]);
    assert.deepEqual(seen.all('probe'), []);
  });

  test(`one pushed octet that is sent again though it was acknowledged a moment ago is no probe, ${name}`, async () => {
    const talk = idling(options).at(20);
    const key = talk.originator.data(1);
    const acknowledged = talk.after(0.19).responder.ack();
    const again = talk.after(0.01).originator.resend(key);
    talk.responder.dSack();
    const seen = await see(talk.frames);
    assert.deepEqual(seen.kinds([key, acknowledged, again]), ['data', 'ack', 'retransmission']);
  });
}

for (const payload of ['\0', 'k', '\n']) {
  test(`one octet at SND.NXT is data, ${JSON.stringify(payload)} too, pushed or not`, async () => {
    const talk = idling();
    const data = [0, 1].map((index) =>
      talk.at(10 + 10 * index).originator.data(1, { payload, flags: index === 0 ? ACK : ACK | 0x08 }),
    );
    talk.responder.ack();
    const seen = await see(talk.frames);
    assert.deepEqual(seen.kinds(data), ['data', 'data']);
    assert.deepEqual(seen.exchanges, []);
  });
}

test('keystrokes and their echoes are data, seconds apart', async () => {
  const talk = conversation({ timestamps: false }).handshake();
  const keys: Sent[] = [];
  for (const time of [1, 1.2, 1.35, 4, 9, 30]) {
    keys.push(talk.at(time).originator.data(1), talk.after(0.02).responder.data(1));
    talk.after(0.03).originator.ack();
  }
  const seen = await see(talk.frames);
  assert.deepEqual(seen.all('data'), keys);
  assert.deepEqual(seen.exchanges, []);
});

test('duplicate ACKs are no probes', async () => {
  const talk = idling().at(10);
  talk.originator.data(1000, { delivered: false });
  const repeats: Sent[] = [];
  for (let place = 0; place < 4; place++) {
    talk.originator.data(1000, { delivered: false });
    repeats.push(talk.responder.ack());
  }
  const seen = await see(talk.frames);
  assert.deepEqual(seen.kinds(repeats), ['ack', 'ack', 'ack', 'ack']);
});

test('a FIN that is sent again is no probe', async () => {
  const talk = idling().at(10);
  const fin = talk.originator.fin({ delivered: false });
  const again = [10.2, 10.6, 11.4, 13].map((at) => talk.at(at).originator.resend(fin, { delivered: false }));
  const seen = await see(talk.frames);
  assert.deepEqual(seen.kinds([fin, ...again]), ['fin', 'fin', 'fin', 'fin', 'fin']);
});

test('a window update is no probe', async () => {
  const talk = idling().at(10);
  talk.responder.window = 400;
  const update = talk.responder.ack();
  const seen = await see(talk.frames);
  assert.equal(seen.kind(update), 'ack');
});

test('the last octet of a longer segment, just retransmitted, is no probe', async () => {
  const talk = idling().at(10);
  const data = talk.originator.data(100, { delivered: false });
  talk.at(10.2).originator.resend(data, { delivered: false });
  const sequence = talk.originator.next - 1;
  const tail = talk.at(10.4).originator.data(1, { sequence });
  const seen = await see(talk.frames);
  assert.equal(seen.kind(tail), 'retransmission');
});
