/** What answers a probe, and what only comes after it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Conversation, type ConversationOptions, conversation } from '../support/conversation.ts';
import { see } from '../support/see.ts';
import { byTime, type Sent } from '../support/sent.ts';

function idling(options: ConversationOptions = {}): Conversation {
  return conversation(options).handshake().exchange();
}

/** Another connection that goes on to `until` seconds, so that the capture does. */
function bystander(until: number): Conversation {
  const talk = conversation({ originator: { port: 50_000 } }).handshake();
  return talk.at(until).exchange();
}

for (const window of [502, 64, 65_535]) {
  test(`an answer that advertises a window of ${window} instead of 501 is an answer`, async () => {
    const talk = idling().at(10);
    const probe = talk.originator.probe();
    talk.responder.window = window;
    const answer = talk.responder.ack();
    const seen = await see(talk.frames);
    assert.equal(seen.kind(answer), 'keepalive-ack');
    assert.equal(seen.answerTo(probe), answer);
  });
}

test('data may answer a probe', async () => {
  const talk = idling().at(10);
  const probe = talk.originator.probe();
  const data = talk.responder.data(20);
  talk.originator.ack();
  const next = talk.at(20).originator.probe();
  const answer = talk.responder.ack();
  const seen = await see(talk.frames);
  assert.deepEqual(seen.outcomes, ['data', 'acknowledged']);
  assert.deepEqual([seen.answerTo(probe), seen.answerTo(next)], [data, answer]);
  assert.equal(seen.kind(data), 'data');
});

test('data that crossed a probe gives way to the bare ACK that answers it', async () => {
  const talk = idling().at(10);
  const probe = talk.originator.probe();
  const crossing = talk.responder.data(20);
  talk.originator.ack();
  const answer = talk.responder.ack();
  const seen = await see(talk.frames);
  assert.deepEqual(seen.outcomes, ['acknowledged']);
  assert.equal(seen.answerTo(probe), answer);
  assert.equal(seen.kind(crossing), 'data');
});

test('both sides may probe at the same instant, and each probe gets its own answer', async () => {
  const talk = idling();
  for (const at of [10, 20, 30]) {
    talk.at(at);
    const probes = [talk.originator.probe(), talk.responder.probe()] as const;
    const answers = [talk.responder.ack(), talk.originator.ack()] as const;
    const seen = await see(talk.frames);
    assert.deepEqual(seen.kinds([...probes, ...answers]), [
      'probe',
      'probe',
      'keepalive-ack',
      'keepalive-ack',
    ]);
    assert.deepEqual(
      probes.map((probe) => seen.answerTo(probe)),
      answers,
    );
  }
});

test('a late answer is an answer, with its time', async () => {
  const talk = idling().at(10);
  const probe = talk.originator.probe();
  const answer = talk.at(12.5).responder.ack();
  const seen = await see(talk.frames);
  assert.equal(seen.answerTo(probe), answer);
  assert.equal(seen.exchanges[0]?.rttSeconds, 2.5);
});

test('two probes that are answered after the second one each have an answer', async () => {
  const talk = idling();
  const probes = [talk.at(10).originator.probe(), talk.at(11).originator.probe()];
  const answers = [talk.at(11.5).responder.ack(), talk.at(12.5).responder.ack()];
  const seen = await see(talk.frames);
  assert.deepEqual(seen.outcomes, ['acknowledged', 'acknowledged']);
  assert.deepEqual(new Set(probes.map((probe) => seen.answerTo(probe))), new Set(answers));
});

test('after lost probes, an answer belongs to the last of them', async () => {
  const talk = idling();
  const probes = [10, 13, 16].map((at) => talk.at(at).originator.probe());
  const answer = talk.responder.ack();
  talk.at(26).originator.probe();
  talk.responder.ack();
  const seen = await see(talk.frames);
  assert.deepEqual(seen.outcomes, ['unanswered', 'unanswered', 'acknowledged', 'acknowledged']);
  assert.deepEqual(
    probes.map((probe) => seen.answerTo(probe)),
    [null, null, answer],
  );
});

test('a probe that is answered after a FIN in the same millisecond is answered', async () => {
  const talk = idling().at(10);
  const probe = talk.originator.probe();
  const fin = talk.responder.fin();
  const answer = talk.responder.ack();
  talk.originator.fin();
  talk.responder.ack();
  const seen = await see(talk.frames);
  assert.equal(seen.kind(fin), 'fin');
  assert.equal(seen.outcome(probe), 'acknowledged');
  assert.equal(seen.answerTo(probe), answer);
});

test('an acknowledgment that does not count the octet of the probe is no answer', async () => {
  const talk = idling().at(10);
  const probe = talk.originator.probe();
  talk.responder.ack({ acknowledgment: talk.originator.next - 1 });
  talk.at(13).originator.probe();
  const seen = await see(talk.frames);
  assert.equal(seen.answerTo(probe), null);
});

test('a bare RST with the number that the probe acknowledges answers it: the peer has lost the connection', async () => {
  const talk = idling();
  talk.at(10).originator.probe();
  talk.responder.ack();
  const probe = talk.at(20).originator.probe();
  const reset = talk.responder.reject(probe);
  const seen = await see(talk.frames);
  assert.deepEqual(seen.outcomes, ['acknowledged', 'reset']);
  assert.equal(seen.answerTo(probe), reset);
  assert.equal(seen.verdict, 'peer-lost-state');
});

/** The responder probes every 5 s from 30 s on, gives up at 45 s, and a probe of the originator waits just then. */
function crossedGiveUp(): { talk: Conversation; waiting: Sent; answers: Sent[] } {
  const talk = idling();
  const answers = [30, 35, 40].map((at) => {
    talk.at(at).responder.probe();
    return talk.originator.ack({ delivered: false });
  });
  const waiting = talk.at(44.98).originator.probe();
  talk.at(45).responder.abort();
  return { talk, waiting, answers };
}

test('the RST,ACK with which the other side gives up is no answer to the probe that waits here', async () => {
  const { talk, waiting, answers } = crossedGiveUp();
  const frames = talk.frames.filter((frame) => !answers.includes(frame));
  const seen = await see(frames);
  assert.notEqual(seen.outcome(waiting), 'reset');
  assert.deepEqual(seen.outcomes.slice(0, 3), ['unanswered', 'unanswered', 'unanswered']);
  assert.equal(seen.verdict, 'peer-dead');
});

test('nor where the capture shows answers that never arrived: it comes when the next probe was due', async () => {
  const { talk, waiting } = crossedGiveUp();
  const seen = await see(talk.frames);
  assert.notEqual(seen.outcome(waiting), 'reset');
  assert.notEqual(seen.verdict, 'peer-lost-state');
});

for (const shape of ['bare', 'with ACK'] as const) {
  test(`a RST ${shape} some time after an answered probe has nothing to do with it`, async () => {
    const talk = idling().at(10);
    const probe = talk.originator.probe();
    const answer = talk.responder.ack();
    talk.at(14);
    if (shape === 'bare') talk.responder.reject(probe);
    else talk.responder.abort();
    const seen = await see(talk.frames);
    assert.equal(seen.answerTo(probe), answer);
    assert.deepEqual(seen.outcomes, ['acknowledged']);
    assert.equal(seen.verdict, 'reset');
  });
}

test('a probe that was sent just before the capture ends is pending', async () => {
  const talk = idling();
  talk.at(10).originator.probe();
  talk.responder.ack();
  talk.at(20).originator.probe();
  const seen = await see(talk.frames);
  assert.deepEqual(seen.outcomes, ['acknowledged', 'pending']);
});

test('a probe that nothing has answered a minute before the capture ends is unanswered', async () => {
  const talk = idling();
  talk.at(10).originator.probe();
  const seen = await see(byTime(talk.frames, bystander(70).frames));
  assert.deepEqual(seen.outcomes, ['unanswered']);
});

test('the answer to a probe of one connection does not answer that of another', async () => {
  const one = idling().at(10);
  const other = idling({ originator: { port: 40_001 } }).at(10);
  const probes = [one.originator.probe(), other.originator.probe()];
  const answer = other.responder.ack();
  const seen = await see(byTime(one.frames, other.frames, bystander(70).frames));
  assert.deepEqual(
    probes.map((probe) => seen.answerTo(probe)),
    [null, answer],
  );
});

/** The originator's probe at 10 s, then its own `next`, 0.2 s later; the peer is half a second away. */
function goesOn(next: 'data' | 'fin'): { talk: Conversation; probe: Sent; number: number } {
  const talk = idling().at(10);
  const number = talk.originator.next;
  const probe = talk.originator.probe();
  talk.at(10.2);
  if (next === 'data') talk.originator.data(20);
  else talk.originator.fin();
  return { talk, probe, number };
}

for (const next of ['data', 'fin'] as const) {
  test(`an answer that was on its way when the prober sent ${next} is the probe's`, async () => {
    const { talk, probe, number } = goesOn(next);
    const answer = talk.at(11).responder.ack({ acknowledgment: number });
    talk.at(11.2).responder.ack();
    const seen = await see(talk.frames);
    assert.equal(seen.answerTo(probe), answer);
    assert.equal(seen.kind(answer), 'keepalive-ack');
    assert.deepEqual(seen.outcomes, ['acknowledged']);
  });
}

test('once what the prober sent after it is acknowledged, a probe has no answer any more', async () => {
  const { talk, number } = goesOn('data');
  talk.at(11.2).responder.ack();
  const stray = talk.at(11.3).responder.ack({ acknowledgment: number });
  talk.responder.reject(talk.at(60).originator.data(20));
  const seen = await see(talk.frames);
  assert.deepEqual(seen.outcomes, ['unanswered']);
  assert.notEqual(seen.kind(stray), 'keepalive-ack');
  assert.equal(seen.verdict, 'reset-on-resume');
});

test('who has closed resets what comes with data; a probe just before it has no part in that', async () => {
  const talk = idling();
  const number = talk.responder.next;
  talk.at(10).responder.fin();
  const probe = talk.at(10.01).originator.probe({ acknowledgment: number });
  const data = talk.at(10.02).originator.data(20, { acknowledgment: number });
  talk.responder.reject(data);
  const seen = await see(byTime(talk.frames, bystander(70).frames));
  assert.equal(seen.answerTo(probe), null);
  assert.deepEqual(seen.outcomes, ['unanswered']);
  assert.equal(seen.verdicts[0], 'reset');
});

test('a probe alone that meets nothing but a reset after the FIN is what the reset answers', async () => {
  const talk = idling();
  const number = talk.responder.next;
  talk.at(10).responder.fin();
  const probe = talk.at(80).originator.probe({ acknowledgment: number });
  const reset = talk.responder.reject(probe);
  const seen = await see(talk.frames);
  assert.equal(seen.answerTo(probe), reset);
});

test('a reset after the answer to a later probe is no answer to the one that was lost', async () => {
  const talk = idling();
  const lost = talk.at(10).originator.probe({ delivered: false });
  const probe = talk.at(20).originator.probe();
  talk.responder.ack();
  talk.at(35).responder.reject(probe);
  const seen = await see(talk.frames);
  assert.equal(seen.answerTo(lost), null);
  assert.deepEqual(seen.outcomes, ['unanswered', 'acknowledged']);
  assert.equal(seen.verdict, 'reset');
});

test('a prober that has heard the FIN of its peer gives nothing up when it aborts then', async () => {
  for (const timestamps of [true, false]) {
    const talk = idling({ timestamps });
    for (const at of [10, 13]) talk.at(at).originator.probe({ delivered: false });
    talk.at(20).responder.fin();
    talk.originator.ack();
    talk.at(20.01).originator.abort();
    const seen = await see(talk.frames);
    assert.deepEqual(seen.outcomes, ['unanswered', 'unanswered']);
    assert.equal(seen.verdict, 'reset');
  }
});

test('a prober whose TSecr shows an answer that was not captured gives nothing up when it aborts', async () => {
  const talk = idling();
  talk.at(10).originator.probe();
  const answer = talk.responder.ack();
  talk.at(14).originator.abort();
  const seen = await see(talk.frames.filter((frame) => frame !== answer));
  assert.equal(seen.verdict, 'reset');
});

test('data long after a lost probe says nothing of how long answers take', async () => {
  const talk = idling();
  talk.at(60).originator.probe({ delivered: false });
  talk.at(100).responder.data(20);
  talk.originator.ack();
  talk.at(160).originator.probe();
  talk.responder.ack();
  const last = talk.at(220).originator.probe({ delivered: false });
  const seen = await see(byTime(talk.frames, bystander(290).frames));
  assert.equal(seen.outcome(last), 'unanswered');
  assert.equal(seen.verdicts[0], 'probing');
});

test('a prober that aborts after it has sent data did not give up', async () => {
  const { talk } = goesOn('data');
  talk.at(10.4).originator.abort();
  const seen = await see(talk.frames);
  assert.equal(seen.verdict, 'reset');
});

test('data that comes long after the answer to a later probe answers none that was lost', async () => {
  const talk = idling();
  talk.at(15).originator.probe({ delivered: false });
  const second = talk.at(30).originator.probe();
  const answer = talk.responder.ack();
  const push = talk.at(37).responder.data(100);
  talk.originator.ack();
  const seen = await see(talk.frames);
  assert.deepEqual(seen.outcomes, ['unanswered', 'acknowledged']);
  assert.equal(seen.answerTo(second), answer);
  assert.equal(seen.kind(push), 'data');
});

test('a reset right after the only probe is no giving up: the answer is on its way', async () => {
  const talk = idling();
  talk.at(60).originator.probe();
  talk.at(60.01).originator.abort();
  talk.at(60.1).responder.ack();
  const seen = await see(talk.frames);
  assert.equal(seen.verdict, 'reset');
});

test('a reset an interval after the only probe is one', async () => {
  const talk = idling();
  talk.at(60).originator.probe({ delivered: false });
  talk.at(61).originator.abort();
  const seen = await see(talk.frames);
  assert.equal(seen.verdict, 'peer-dead');
});
