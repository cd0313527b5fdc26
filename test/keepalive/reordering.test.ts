/** Probes and answers that were captured in another order than that in which they were sent. */
import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';

import { type Conversation, type ConversationOptions, conversation } from '../support/conversation.ts';
import { see } from '../support/see.ts';
import { byTime, type Sent } from '../support/sent.ts';

function idling(options: ConversationOptions = {}): Conversation {
  return conversation(options).handshake().exchange();
}

/** The capture with one frame that took longer to get there; and that frame as it was captured. */
function delayed(frames: readonly Sent[], frame: Sent, seconds: number): [Sent[], Sent] {
  const late = frame.copy({ after: seconds });
  return [byTime(frames.map((other) => (other === frame ? late : other))), late];
}

/** The frames with these two in the other's place; `isStamped`: each keeps the time of the place. */
function swapped(
  frames: readonly Sent[],
  first: Sent,
  second: Sent,
  isStamped: boolean,
): [Sent[], Sent, Sent] {
  const between = second.at - first.at;
  const early = isStamped ? second.copy({ after: -between }) : second;
  const late = isStamped ? first.copy({ after: between }) : first;
  return [frames.map((frame) => (frame === first ? early : frame === second ? late : frame)), early, late];
}

describe('a probe that was overtaken by its own side is a probe', () => {
  it('by its answer to the probe of the peer, 20 ms later', async () => {
    const talk = idling().at(10);
    const probe = talk.originator.probe();
    const other = talk.after(0.02).responder.probe();
    const answer = talk.originator.ack();
    const next = talk.at(20).originator.probe();
    const reply = talk.responder.ack();
    const [frames, late] = delayed(talk.frames, probe, 0.05);
    const seen = await see(frames);
    assert.deepEqual(seen.all('probe'), [other, late, next]);
    assert.equal(seen.outcome(late), 'unanswered');
    assert.deepEqual([seen.answerTo(other), seen.answerTo(next)], [answer, reply]);
  });

  it('and it keeps the answer that comes after it', async () => {
    const talk = idling().at(10);
    const probe = talk.originator.probe();
    talk.after(0.02).responder.probe();
    talk.originator.ack();
    const answer = talk.after(0.1).responder.ack();
    const [frames, late] = delayed(talk.frames, probe, 0.05);
    assert.equal((await see(frames)).answerTo(late), answer);
  });

  it('by data, where the same number had been probed before', async () => {
    const talk = idling().at(10);
    talk.originator.probe();
    talk.responder.ack();
    const probe = talk.at(20).originator.probe();
    talk.after(0.02).originator.data(100);
    talk.after(0.05).responder.ack();
    const next = talk.at(30).originator.probe();
    talk.responder.ack();
    const [frames, late] = delayed(talk.frames, probe, 0.04);
    const seen = await see(frames);
    assert.equal(seen.all('probe').length, 3);
    assert.equal(seen.outcome(late), 'unanswered');
    assert.equal(seen.connection.exchanges.at(-1)?.outcome, 'acknowledged');
    assert.equal(seen.all('probe').at(-1), next);
  });

  it('after a keystroke, where the same number had been probed before', async () => {
    const talk = idling().at(5);
    talk.originator.data(1);
    talk.responder.ack();
    talk.at(10).originator.probe();
    talk.responder.ack();
    const probe = talk.at(20).originator.probe();
    talk.after(0.02).responder.probe();
    talk.originator.ack();
    const [frames, late] = delayed(talk.frames, probe, 0.04);
    assert.equal((await see(frames)).kind(late), 'probe');
  });

  it('without timestamps too, where its own side is behind it in the capture only', async () => {
    const talk = idling({ timestamps: false }).at(10);
    const probe = talk.originator.probe();
    const other = talk.responder.probe();
    const answer = talk.originator.ack();
    const frames = talk.frames.filter((frame) => frame !== probe);
    const seen = await see([...frames, probe]);
    assert.deepEqual(seen.all('probe'), [other, probe]);
    assert.equal(seen.answerTo(other), answer);
  });

  it('and captured twice, it is one', async () => {
    const talk = idling().at(10);
    const probe = talk.originator.probe();
    talk.after(0.02).responder.probe();
    talk.originator.ack();
    const [frames, late] = delayed(talk.frames, probe, 0.05);
    const seen = await see([...frames, late.copy({ after: 0.0001 })]);
    assert.equal(seen.exchanges.length, 2);
    assert.equal(seen.all('duplicate-frame').length, 1);
  });

  it('but it says nothing of the settings', async () => {
    const talk = idling();
    let delays: [Sent, number][] = [];
    for (let at = 10; at <= 60; at += 10) {
      const probe = talk.at(at).originator.probe();
      if (at === 30) delays = [[probe, 0.5]];
      talk.after(0.02).responder.probe();
      talk.originator.ack();
      talk.responder.ack();
    }
    const [[probe, by]] = delays as [[Sent, number]];
    const seen = await see(delayed(talk.frames, probe, by)[0]);
    const settings = seen.connection.keepalive.originator;
    assert.equal(settings?.idleSeconds?.estimate, 10);
    assert.equal(settings?.intervalSeconds, null);
  });
});

describe('an acknowledgment that was overtaken is no probe', () => {
  for (const [what, send] of Object.entries({
    'one octet': (talk: Conversation) => talk.originator.data(1),
    'a FIN': (talk: Conversation) => talk.originator.fin(),
  }))
    it(`by ${what}`, async () => {
      const talk = idling().at(10);
      talk.responder.data(50);
      const bare = talk.originator.ack();
      send(talk.after(0.01));
      talk.responder.ack();
      const [frames, late] = delayed(talk.frames, bare, 0.05);
      const seen = await see(frames);
      assert.equal(seen.kind(late), 'ack');
      assert.deepEqual(seen.exchanges, []);
    });
});

for (const isStamped of [false, true])
  test(`an answer that was captured before its probe is its answer, ${isStamped ? 'with' : 'without'} its time`, async () => {
    const talk = idling().at(10);
    const probe = talk.originator.probe();
    const answer = talk.responder.ack();
    talk.at(20).originator.probe();
    talk.responder.ack();
    const [frames, early, late] = swapped(talk.frames, probe, answer, isStamped);
    const seen = await see(frames);
    assert.deepEqual(seen.outcomes, ['acknowledged', 'acknowledged']);
    assert.equal(seen.answerTo(late), early);
    assert.equal(seen.kind(early), 'keepalive-ack');
    assert.ok((seen.exchanges[0]?.rttSeconds ?? -1) >= 0);
    assert.equal(seen.connection.keepalive.originator?.idleSeconds?.estimate, 10);
  });

test('after probes in vain, the answer before the last one is that one’s', async () => {
  const talk = idling();
  talk.at(10).originator.probe();
  talk.responder.ack();
  talk.at(20).originator.probe({ delivered: false });
  talk.at(25).originator.probe({ delivered: false });
  const probe = talk.at(30).originator.probe();
  const answer = talk.responder.ack();
  const [frames, early, late] = swapped(talk.frames, probe, answer, true);
  const seen = await see(frames);
  assert.deepEqual(seen.outcomes, ['acknowledged', 'unanswered', 'unanswered', 'acknowledged']);
  assert.equal(seen.answerTo(late), early);
});

test('an acknowledgment long before a probe is not its answer', async () => {
  const talk = idling().at(10);
  talk.responder.ack();
  talk.at(10.2).originator.probe();
  talk.at(40).originator.probe();
  const seen = await see(talk.frames);
  assert.deepEqual(seen.outcomes, ['unanswered', 'pending']);
});

test('an acknowledgment beyond a gap answers the data there, not the probe before it', async () => {
  const talk = idling().at(10);
  const probe = talk.originator.probe({ delivered: false });
  const { next } = talk.originator;
  talk.after(0.1).originator.data(100);
  const second = talk.originator.data(100);
  talk.after(0.02).responder.ack({ acknowledgment: next, sack: [[second.sequence, second.sequence + 100]] });
  talk.responder.ack();
  const seen = await see(talk.frames);
  assert.equal(seen.outcome(probe), 'unanswered');
});

describe('where one octet is typed at a time', () => {
  it('an acknowledgment that the next octet overtook within the same millisecond is no probe', async () => {
    const talk = idling().at(5);
    talk.originator.data(1);
    const bare = talk.responder.ack();
    talk.responder.data(1);
    talk.originator.ack();
    const [frames, late] = delayed(talk.frames, bare, 0.08);
    const seen = await see(frames);
    assert.equal(seen.kind(late), 'ack');
    assert.deepEqual(seen.exchanges, []);
  });

  it('an octet that is sent again though it was acknowledged is no probe', async () => {
    const talk = idling().at(5);
    const octet = talk.originator.data(1);
    talk.responder.data(1);
    talk.originator.ack();
    const again = talk.after(0.21).originator.resend(octet);
    talk.responder.ack();
    const seen = await see(talk.frames);
    assert.equal(seen.kind(again), 'retransmission');
  });
});

describe('a probe that the network delivers twice is one', () => {
  for (const [what, options] of Object.entries({
    'without timestamps': { timestamps: false },
    'in IPv6': { ipv6: true },
  }))
    it(`${what}, half a second later`, async () => {
      const talk = idling(options).at(10);
      const probe = talk.originator.probe();
      talk.responder.ack();
      talk.at(20).originator.probe();
      const copy = probe.copy({ after: 0.5 });
      const seen = await see(byTime([...talk.frames, copy]));
      assert.equal(seen.kind(copy), 'duplicate-frame');
      assert.equal(seen.exchanges.length, 2);
    });
});
