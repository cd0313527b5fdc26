/** Faults that fuzzing has found, each as the smallest traffic that shows it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { connectionFilter } from '../../src/report/html/display-filters.ts';
import { conversation } from '../support/conversation.ts';
import { reportOfText } from '../support/printed.ts';
import { see } from '../support/see.ts';

describe('settings from a clock that cannot be believed', () => {
  it('a handshake of a day leaves no bound of a setting below zero', async () => {
    const talk = conversation();
    talk.originator.syn();
    talk.after(86_000).responder.synAck();
    talk.originator.ack();
    talk.after(10).originator.probe();
    talk.responder.ack();
    const { connection } = await see(talk.frames);
    const idle = connection.keepalive.originator?.idleSeconds;
    assert.ok(idle !== null && idle !== undefined);
    assert.ok(idle.low >= 0, `low ${idle.low}`);
    assert.equal(idle.estimate, 10);
  });

  // Every whole second of the span was tried as the setting: a million of them, for each of four tick rates.
  it('probes in vain that are years apart show no interval', async () => {
    const talk = conversation().handshake();
    talk.after(10).originator.probe();
    for (let turn = 1; turn < 4; turn++) talk.at(turn * 2e8 + 0.37).originator.probe();
    const { connection } = await see(talk.frames);
    assert.equal(connection.keepalive.originator?.intervalSeconds ?? null, null);
  });

  it('an answer that comes years late makes no interval of its span', async () => {
    const talk = conversation().handshake();
    talk.after(10).originator.probe();
    for (let turn = 1; turn < 4; turn++) {
      talk.at(turn * 2e8 + 0.37).responder.ack();
      talk.after(10).originator.probe();
    }
    const { connection } = await see(talk.frames);
    assert.equal(connection.keepalive.originator?.intervalSeconds ?? null, null);
  });

  it('a prober that gave up before its last probe, by a clock set back, has sent no negative number of probes', async () => {
    const talk = conversation().handshake();
    talk.at(10).originator.probe();
    talk.responder.ack();
    talk.at(25).originator.probe();
    talk.at(20).originator.abort({ timestamps: [9_000_000, 0] });
    const { connection } = await see(talk.frames);
    const count = connection.keepalive.originator?.count ?? null;
    assert.ok(count === null || count.low <= count.high, JSON.stringify(count));
  });
});

describe('what is listened to', () => {
  // Held frames were bounded where somebody listened, and probes where nobody did.
  it('does not depend on whether somebody listens, however long something stays undecided', async () => {
    const talk = conversation().handshake().exchange();
    talk.responder.window = 0;
    talk.responder.ack();
    talk.at(10).originator.probe();
    talk.responder.ack();
    for (let times = 0; times < 300; times++) talk.responder.ack({ window: times & 1 });
    talk.responder.window = 0;
    talk.responder.ack();
    for (const at of [20, 40, 80]) talk.at(at).originator.probe();
    await see(talk.frames);
  });
});

describe('heartbeats by a clock that is set back', () => {
  it('have no period below zero', async () => {
    const talk = conversation().handshake();
    for (const at of [100, 40]) {
      talk.at(at).originator.send({ payload: '*1\r\n$4\r\nPING\r\n' });
      talk.responder.send({ payload: '+PONG\r\n' });
    }
    const { connection } = await see(talk.frames);
    assert.deepEqual(
      connection.heartbeats.map(({ beats, answered, periodSeconds }) => [beats, answered, periodSeconds]),
      [[2, 2, null]],
    );
  });
});

describe('a text', () => {
  const line = (rest: string, host = 'a.example'): string =>
    `12:00:00.100000 IP ${host}.50000 > 10.1.0.1.22: ${rest}`;

  for (const length of ['9007199254740993', '4294967295', '1'.repeat(400)]) {
    it(`holds no segment of ${length.slice(0, 20)} octets`, async () => {
      const text = [
        line('Flags [.], ack 1, win 63, length 0'),
        line(`Flags [P.], seq 1:2, ack 1, win 63, length ${length}`),
      ];
      const { captures, connections } = await reportOfText(text.join('\n'));
      assert.deepEqual(connections[0]?.octets, { originator: 0, responder: 0 });
      assert.equal(captures[0]?.anomalies.find(({ code }) => code === 'malformed-packet')?.count, 1);
    });
  }

  it('names no host by more than 255 characters', async () => {
    const tail = 'Flags [.], ack 1, win 63, length 0';
    const { connections } = await reportOfText([line(tail), line(tail, 'x'.repeat(60_000))].join('\n'));
    assert.deepEqual(
      connections.map(({ originator }) => originator.address.length),
      ['a.example'.length],
    );
  });

  it('with controls in a name leaves none of them in the filters of the page', async () => {
    const tail = 'Flags [.], ack 1, win 63, length 0';
    const lines = [...new Array<string>(20).fill(line(tail)), line(tail, 'a\0b\u202ec')];
    const { connections } = await reportOfText(lines.join('\n'));
    assert.equal(connections.length, 2);
    const [, one] = connections;
    assert.ok(one !== undefined);
    assert.doesNotMatch(
      connectionFilter(one.originator, one.responder, { first: 1, last: 21 }),
      /[\p{Cc}\p{Cf}]/u,
    );
  });
});
