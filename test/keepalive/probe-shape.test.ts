/** What is a probe by its shape: RFC 9293 §3.8.4 seen from outside, on connections captured from their beginning. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Conversation, type ConversationOptions, conversation } from '../support/conversation.ts';
import { see } from '../support/see.ts';
import type { Sent } from '../support/sent.ts';

/** A connection that has exchanged something and idles since. */
function idling(options: ConversationOptions = {}): Conversation {
  return conversation(options).handshake().exchange();
}

const STACKS: Record<string, ConversationOptions> = {
  'IPv4 with timestamps': {},
  'IPv4 without timestamps': { timestamps: false },
  'IPv6 with timestamps': { ipv6: true },
  'IPv6 without timestamps': { ipv6: true, timestamps: false },
};

for (const [name, options] of Object.entries(STACKS)) {
  for (const octets of [0, 1] as const) {
    test(`a probe of ${octets} octets and its answer are recognised in ${name}`, async () => {
      const talk = idling(options).at(10);
      const probe = talk.originator.probe({ octets });
      const answer = octets === 0 ? talk.responder.ack() : talk.responder.dSack();
      const seen = await see(talk.frames);
      assert.deepEqual(seen.kinds([probe, answer]), ['probe', 'keepalive-ack']);
      assert.equal(seen.answerTo(probe), answer);
      assert.deepEqual(seen.outcomes, ['acknowledged']);
      assert.equal(seen.connection.keepalive.originator?.payloadOctets, octets);
      assert.equal(seen.connection.keepalive.responder, null);
    });
  }
}

test('the responder may be the prober', async () => {
  const talk = idling().at(10);
  const probe = talk.responder.probe();
  const answer = talk.originator.ack();
  const seen = await see(talk.frames);
  assert.equal(seen.answerTo(probe), answer);
  assert.equal(seen.connection.keepalive.originator, null);
  assert.equal(seen.connection.keepalive.responder?.acknowledged, 1);
});

for (const next of [0, 1, 2, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]) {
  for (const octets of [0, 1] as const) {
    test(`a probe of ${octets} octets is recognised where SND.NXT is ${next}`, async () => {
      const talk = idling({ originator: { isn: (next - 101) >>> 0 } });
      assert.equal(talk.originator.next, next);
      talk.at(10);
      const probes = [talk.originator.probe({ octets })];
      talk.responder.ack();
      probes.push(talk.at(20).originator.probe({ octets }));
      talk.responder.ack();
      const seen = await see(talk.frames);
      assert.deepEqual(seen.all('probe'), probes);
      assert.deepEqual(seen.outcomes, ['acknowledged', 'acknowledged']);
    });
  }
}

for (const prober of ['originator', 'responder'] as const) {
  test(`where no data was ever sent, the probe of the ${prober} carries the number of its SYN`, async () => {
    const talk = conversation().handshake().at(10);
    const probe = talk[prober].probe();
    assert.equal(probe.sequence, talk[prober].isn);
    const answer = talk[prober].peer.ack();
    const seen = await see(talk.frames);
    assert.deepEqual(seen.kinds([probe, answer]), ['probe', 'keepalive-ack']);
    assert.equal(seen.answerTo(probe), answer);
  });
}

test('the octet of a probe may repeat a keystroke that was acknowledged long ago, or come before it', async () => {
  const talk = idling({ timestamps: false }).at(5);
  const probes = [talk.at(15).originator.probe({ octets: 1 })];
  talk.responder.dSack();
  const key = talk.at(20).originator.data(1);
  talk.responder.ack();
  probes.push(talk.at(30).originator.probe({ octets: 1 }));
  talk.responder.dSack();
  const seen = await see(talk.frames);
  assert.deepEqual([seen.all('probe'), seen.kind(key)], [probes, 'data']);
});

test('in FIN_WAIT2 a probe carries the number of the FIN', async () => {
  const talk = idling().at(1);
  const fin = talk.originator.fin();
  talk.responder.ack();
  const probe = talk.at(11).originator.probe();
  assert.equal(probe.sequence, fin.sequence);
  const answer = talk.responder.ack();
  const seen = await see(talk.frames);
  assert.deepEqual(seen.all('probe'), [probe]);
  assert.equal(seen.answerTo(probe), answer);
});

test('in CLOSE_WAIT a host still probes', async () => {
  const talk = idling().at(1);
  talk.originator.fin();
  talk.responder.ack();
  const probe = talk.at(11).responder.probe();
  const answer = talk.originator.ack();
  const seen = await see(talk.frames);
  assert.deepEqual(seen.all('probe'), [probe]);
  assert.equal(seen.answerTo(probe), answer);
});

test('a probe at SND.UNA-1 is recognised though its own FIN is unacknowledged', async () => {
  const talk = idling().at(1);
  const { next } = talk.originator;
  const fin = talk.originator.fin({ delivered: false });
  const probe = talk.at(11).originator.probe({ sequence: next - 1 });
  const answer = talk.responder.ack();
  const seen = await see(talk.frames);
  assert.equal(seen.kind(fin), 'fin');
  assert.deepEqual(seen.all('probe'), [probe]);
  assert.equal(seen.answerTo(probe), answer);
});

test('probes are recognised after data that the capture lost together with its acknowledgment', async () => {
  const seen = await see(withoutLastExchange().frames);
  assert.equal(seen.exchanges[seen.exchanges.length - 1]?.outcome, 'acknowledged');
});

test('the first of them, too: its answer acknowledges one octet more than it seems to send', async () => {
  const { frames, probes } = withoutLastExchange();
  assert.deepEqual((await see(frames)).all('probe'), probes);
});

test('a probe is recognised after data whose acknowledgment alone was captured', async () => {
  const talk = idling().at(1);
  const lost = talk.originator.data(400);
  talk.responder.ack();
  const probe = talk.at(11).originator.probe();
  talk.responder.ack();
  const seen = await see(talk.frames.filter((frame) => frame !== lost));
  assert.deepEqual(seen.all('probe'), [probe]);
});

test('the octets of Ethernet padding are no payload of a probe', async () => {
  const talk = idling({ timestamps: false }).at(10);
  const probe = talk.originator.probe();
  talk.responder.ack();
  assert.equal(probe.octets.length, 60);
  const seen = await see(talk.frames);
  assert.equal(seen.kind(probe), 'probe');
  assert.equal(seen.connection.keepalive.originator?.payloadOctets, 0);
});

test('a probe that was cut after the TCP flags is still one', async () => {
  const talk = idling().at(10);
  const probe = talk.originator.probe();
  const answer = talk.responder.ack();
  const cut = talk.frames.map((frame): [Sent, Sent] => [frame, frame.copy({ cutTo: 14 + 20 + 14 })]);
  const seen = await see(cut.map(([, short]) => short));
  const short = new Map(cut);
  assert.deepEqual(seen.all('probe'), [short.get(probe)]);
  assert.deepEqual(seen.all('keepalive-ack'), [short.get(answer)]);
});

/** Two answered probes after data that no frame of the capture shows. */
function withoutLastExchange(): { frames: Sent[]; probes: Sent[] } {
  const talk = idling().at(1);
  const lost = [talk.originator.data(400), talk.responder.ack()];
  const probes = [11, 21].map((at) => {
    const probe = talk.at(at).originator.probe();
    talk.responder.ack();
    return probe;
  });
  return { frames: talk.frames.filter((frame) => !lost.includes(frame)), probes };
}

test('probes with an octet are probes however soon they are repeated (Solaris backs off from its RTO)', async () => {
  const talk = conversation().handshake().exchange();
  for (const at of [10, 10.4, 11.2, 12.8, 16]) talk.at(at).originator.probe({ octets: 1, delivered: false });
  const seen = await see(talk.frames);
  assert.deepEqual(seen.outcomes, [...Array(4).fill('unanswered'), 'pending']);
});
