/** ICMP errors about probes: matched by what they quote, though routers send them late and in batches. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Conversation, type ConversationOptions, conversation } from '../support/conversation.ts';
import { see } from '../support/see.ts';
import type { Sent } from '../support/sent.ts';

/** Three probes in vain. */
function probing(options: ConversationOptions = {}): { talk: Conversation; probes: Sent[] } {
  const talk = conversation(options).handshake().exchange();
  return { talk, probes: [10, 13, 16].map((at) => talk.at(at).originator.probe()) };
}

for (const ipv6 of [false, true]) {
  const version = ipv6 ? 'IPv6' : 'IPv4';

  test(`an ICMP error answers the ${version} probe that it quotes`, async () => {
    const talk = conversation({ ipv6 }).handshake().exchange().at(10);
    const probe = talk.originator.probe();
    const error = talk.after(0.01).icmpError(probe);
    const seen = await see(talk.frames);
    assert.equal(seen.kind(error), 'icmp-error');
    assert.deepEqual(seen.outcomes, ['icmp-error']);
    assert.equal(seen.answerTo(probe), error);
  });

  test(`ICMP errors that come late and together each answer an ${version} probe of their own`, async () => {
    const { talk, probes } = probing({ ipv6 });
    talk.at(18);
    const errors = probes.map((probe) => talk.icmpError(probe));
    const seen = await see(talk.frames);
    assert.deepEqual(seen.outcomes, ['icmp-error', 'icmp-error', 'icmp-error']);
    assert.deepEqual(
      probes.map((probe) => seen.answerTo(probe)),
      errors,
    );
  });

  test(`ICMP errors answer ${version} probes though the prober has given up since`, async () => {
    const { talk, probes } = probing({ ipv6 });
    const reset = talk.at(19).originator.abort();
    talk.after(1.5);
    const errors = [...probes, reset].map((sent) => talk.icmpError(sent));
    const seen = await see(talk.frames);
    assert.deepEqual(seen.outcomes, ['icmp-error', 'icmp-error', 'icmp-error']);
    assert.deepEqual(
      probes.map((probe) => seen.answerTo(probe)),
      errors.slice(0, 3),
    );
    assert.equal(seen.verdict, 'peer-dead');
  });
}

test('an ICMP error that quotes the second probe leaves the others unanswered', async () => {
  const { talk, probes } = probing();
  const [, second] = probes;
  assert.ok(second !== undefined);
  talk.at(17).icmpError(second);
  talk.at(19).originator.abort();
  const seen = await see(talk.frames);
  assert.deepEqual(seen.outcomes, ['unanswered', 'icmp-error', 'unanswered']);
});

test('a probe whose answer follows an ICMP error about an earlier one is acknowledged', async () => {
  const { talk, probes } = probing();
  const [first, , last] = probes;
  assert.ok(first !== undefined && last !== undefined);
  const answer = talk.responder.ack();
  talk.after(1).icmpError(first);
  const seen = await see(talk.frames);
  assert.deepEqual(seen.outcomes, ['icmp-error', 'unanswered', 'acknowledged']);
  assert.equal(seen.answerTo(last), answer);
});

for (const ipv6 of [false, true]) {
  test(`a copy of an ICMP error answers no other ${ipv6 ? 'IPv6' : 'IPv4'} probe`, async () => {
    const { talk, probes } = probing({ ipv6 });
    const [first] = probes;
    assert.ok(first !== undefined);
    const error = talk.at(17).icmpError(first);
    const seen = await see([...talk.frames, error.copy({ after: 0.00001 })]);
    assert.deepEqual(seen.outcomes.slice(0, 2), ['icmp-error', 'unanswered']);
  });
}

test("an ICMP error about data is nobody's answer", async () => {
  const talk = conversation().handshake().exchange().at(10);
  talk.originator.probe();
  talk.responder.ack();
  const data = talk.at(12).originator.data(100, { delivered: false });
  const error = talk.icmpError(data);
  const seen = await see(talk.frames);
  assert.equal(seen.kind(error), 'icmp-error');
  assert.deepEqual(seen.outcomes, ['acknowledged']);
});

test('an ICMP error about an unknown connection opens none', async () => {
  const talk = conversation().handshake();
  const elsewhere = conversation({ originator: { port: 50_000 } }).handshake();
  const probe = elsewhere.at(10).originator.probe();
  elsewhere.icmpError(probe);
  const seen = await see([...talk.frames, ...elsewhere.frames.slice(-1)]);
  assert.equal(seen.report.connections.length, 1);
});

test('an ICMP error is about the probes since the last answer, where nothing but the number tells', async () => {
  const talk = conversation({ ipv6: true, timestamps: false }).handshake().exchange();
  talk.at(60).originator.probe({ delivered: false });
  for (const at of [70, 130, 190]) {
    talk.at(at).originator.probe();
    talk.responder.ack();
  }
  const last = talk.at(250).originator.probe({ delivered: false });
  const error = talk.after(0.01).icmpError(last);
  const seen = await see(talk.frames);
  assert.deepEqual(seen.outcomes, [
    'unanswered',
    'acknowledged',
    'acknowledged',
    'acknowledged',
    'icmp-error',
  ]);
  assert.equal(seen.answerTo(last), error);
});
