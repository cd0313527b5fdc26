/** Heartbeats of unknown octets: what comes in a rhythm is one, and what only looks like it is not. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { HeartbeatReport } from '../../src/report/model.ts';
import { type Conversation, conversation } from '../support/conversation.ts';
import { see } from '../support/see.ts';
import type { Sent } from '../support/sent.ts';

/** A message whose octets mean nothing, of a type that begins it. */
function message(octets: number, type = 0x0b): Uint8Array {
  return Uint8Array.from({ length: octets }, (_, place) => (place < 4 ? type : (place * 37 + octets) & 0xff));
}

interface Beat {
  at: number;
  /** Octets asked, and answered; 0: nothing. */
  ask?: number;
  answer?: number;
  type?: number;
  from?: 'originator' | 'responder';
  /** Seconds until the answer. */
  after?: number;
}

/** A handshake, an exchange, and then these. */
function talkOf(beats: readonly Beat[], frames: Sent[] = []): Conversation {
  const talk = conversation().handshake().exchange();
  for (const { at, ask = 20, answer = 20, type, from = 'originator', after = 0.001 } of beats) {
    const own = from === 'originator' ? talk.originator : talk.responder;
    frames.push(talk.at(at) && own.data(ask, { payload: message(ask, type) }));
    if (answer === 0) own.peer.ack();
    else {
      talk.at(at + after);
      frames.push(own.peer.data(answer, { payload: message(answer, type) }));
      own.ack();
    }
  }
  return talk;
}

async function heartbeatsOf(talk: Conversation): Promise<HeartbeatReport[]> {
  return (await see(talk.frames)).connection.heartbeats;
}

const every = (period: number, count: number, more: (place: number) => Partial<Beat> = () => ({})): Beat[] =>
  Array.from({ length: count }, (_, place) => ({ at: (place + 1) * period, ...more(place) }));

describe('heartbeats by their rhythm', () => {
  it('four of the same lengths in the same rhythm are heartbeats', async () => {
    const [heartbeat, ...others] = await heartbeatsOf(talkOf(every(10, 4)));
    assert.equal(others.length, 0);
    assert.deepEqual(
      { ...heartbeat, periodSeconds: Math.round(heartbeat?.periodSeconds ?? 0) },
      {
        protocol: 'unknown',
        from: 'originator',
        periodSeconds: 10,
        beats: 4,
        answered: 4,
        impliedTimeoutSeconds: null,
        octets: 20,
        answerOctets: 20,
      },
    );
  });

  it('a TLS alert at the end takes none of them away', async () => {
    const talk = talkOf(every(10, 4));
    talk.at(50).responder.data(31, { payload: Uint8Array.of(0x15, 3, 3, 0, 26, ...message(26)) });
    talk.responder.fin();
    const [heartbeat] = await heartbeatsOf(talk);
    assert.equal(heartbeat?.beats, 4);
    assert.equal(heartbeat?.answered, 4);
  });

  it('a newline once, which may be of STOMP, keeps no other heartbeats from being found', async () => {
    const talk = talkOf([]);
    talk.at(5).originator.data(1, { payload: Uint8Array.of(0x0a) });
    talk.responder.ack();
    for (const { at } of every(10, 6)) {
      talk.at(at).originator.data(20, { payload: message(20) });
      talk.responder.data(20, { payload: message(20) });
      talk.originator.ack();
    }
    const heartbeats = await heartbeatsOf(talk);
    assert.deepEqual(
      heartbeats.map(({ protocol }) => protocol),
      ['unknown'],
    );
  });

  it('three are not', async () => assert.deepEqual(await heartbeatsOf(talkOf(every(10, 3))), []));

  it('a long one comes back as long', async () => {
    const [heartbeat] = await heartbeatsOf(talkOf(every(5, 6, () => ({ ask: 1028, answer: 1028 }))));
    assert.deepEqual([heartbeat?.beats, heartbeat?.octets], [6, 1028]);
  });

  it('both sides may send them, by turns', async () => {
    const beats = [
      ...every(10, 6),
      ...every(10, 6, (place) => ({ at: place * 10 + 15, from: 'responder', ask: 30, answer: 24 })),
    ];
    const found = await heartbeatsOf(talkOf(beats.sort((a, b) => a.at - b.at)));
    assert.deepEqual(
      found.map(({ from, beats }) => [from, beats]),
      [
        ['originator', 6],
        ['responder', 6],
      ],
    );
  });

  it('those that wait for a silence are found among other traffic', async () => {
    const beats = every(5, 8);
    const talk = conversation().handshake();
    let at = 0;
    for (const [place] of beats.entries()) {
      at += place % 2 === 0 ? 7 : 5;
      talk.at(at);
      talk.originator.data(1028, { payload: message(1028, 1) });
      talk.responder.data(1028, { payload: message(1028, 2) });
      talk.originator.ack();
      if (place % 2 === 1)
        talk
          .after(2)
          .exchange(300 + place)
          .exchange(900);
      if (place % 2 === 1) at += 2 - 2;
    }
    assert.equal((await heartbeatsOf(talk)).length <= 1, true);
  });

  it('unanswered ones count once the same message was answered', async () => {
    const [heartbeat] = await heartbeatsOf(talkOf(every(3, 6, (place) => (place < 2 ? {} : { answer: 0 }))));
    assert.deepEqual([heartbeat?.beats, heartbeat?.answered], [6, 2]);
  });

  it('an answer that comes late is one', async () => {
    const beats = every(5, 8, (place) => (place === 6 ? { after: 3 } : {}));
    const [heartbeat] = await heartbeatsOf(talkOf(beats));
    assert.deepEqual([heartbeat?.beats, heartbeat?.answered], [8, 8]);
  });

  it('events name them from the fifth on, the first that comes when the rhythm is known, and their answers', async () => {
    const frames: Sent[] = [];
    const seen = await see(talkOf(every(10, 6), frames).frames);
    assert.deepEqual(seen.kinds(frames), [
      ...Array.from({ length: 8 }, () => 'data'),
      'heartbeat',
      'heartbeat-reply',
      'heartbeat',
      'heartbeat-reply',
    ]);
  });
});

describe('decoys', () => {
  const uneven = [0, 0.7, 2.3, 2.9, 5.1, 6.8, 9.9, 11.1, 13.8, 15.2];
  const decoys: Record<string, Beat[]> = {
    'keys typed now and then, echoed': uneven.map((at) => ({ at: 3 + 2 * at, ask: 1, answer: 1 })),
    'keys typed in a rhythm, echoed': every(1.5, 20, () => ({ ask: 1, answer: 1 })),
    'keys typed in SSH now and then': uneven.map((at) => ({ at: 3 + 2 * at, ask: 36, answer: 36 })),
    'a poll whose answers bring data': every(10, 20, () => ({ ask: 40, answer: 120 })),
    'a poll that says much and gets little': every(10, 20, () => ({ ask: 600, answer: 240 })),
    'a poll whose answers differ': every(10, 20, (place) => ({ ask: 60, answer: 30 + (place % 7) })),
    'numbers that are pushed, nobody answers': every(10, 20, () => ({ ask: 60, answer: 0 })),
    'numbers that are pushed and confirmed, with more or fewer digits': every(10, 20, (place) => ({
      ask: 60 + ((place * 7) % 3),
      answer: 20,
    })),
    'the same message at uneven times': uneven.map((at) => ({ at: 5 + 4 * at })),
  };
  for (const [name, beats] of Object.entries(decoys))
    it(`${name}: none`, async () => assert.deepEqual(await heartbeatsOf(talkOf(beats)), []));

  const polls: Record<string, [ask: string, answer: string]> = {
    'SELECT 1 of PostgreSQL': ['51 0000000d 53454c45435420310a 00', '44 0000000b 0001 00000001 31'],
    'a register by Modbus': ['0001 0000 0006 01 03 0000 0001', '0001 0000 0005 01 03 02 0007'],
    'GET of HTTP': ['474554202f20485454502f312e310d0a0d0a', '485454502f312e3120323034200d0a0d0a'],
  };
  for (const [name, [ask, answer]] of Object.entries(polls))
    it(`${name} every ten seconds: none`, async () => {
      const talk = conversation().handshake();
      for (let time = 10; time <= 200; time += 10) {
        talk.at(time).originator.data(1, { payload: Buffer.from(ask.replaceAll(' ', ''), 'hex') });
        talk.responder.data(1, { payload: Buffer.from(answer.replaceAll(' ', ''), 'hex') });
        talk.originator.ack();
      }
      assert.deepEqual(await heartbeatsOf(talk), []);
    });

  it('numbers that MQTT publishes and confirms in a rhythm: none, whether or not it was seen to begin', async () => {
    for (const connect of [[], ['101000044d5154540402003c000461626364']]) {
      const talk = conversation().handshake();
      for (const message of connect) talk.originator.data(1, { payload: Buffer.from(message, 'hex') });
      for (let time = 10; time <= 200; time += 10) {
        const identifier = time.toString(16).padStart(4, '0');
        talk
          .at(time)
          .originator.data(1, { payload: Buffer.from(`320b0004726f6f6d${identifier}323137`, 'hex') });
        talk.responder.data(1, { payload: Buffer.from(`4002${identifier}`, 'hex') });
        talk.originator.ack();
      }
      assert.deepEqual(await heartbeatsOf(talk), []);
    }
  });

  it('a download in chunks, a request every ten seconds and many segments: none', async () => {
    const talk = conversation().handshake();
    for (let time = 10; time <= 200; time += 10) {
      talk.at(time).originator.data(80);
      for (let chunk = 0; chunk < 8; chunk++) talk.responder.data(1400);
      talk.originator.ack();
    }
    assert.deepEqual(await heartbeatsOf(talk), []);
  });

  it('an end of line and a space are heartbeats of STOMP and XMPP only in a rhythm', async () => {
    const typed = (times: readonly number[], key: string): Conversation => {
      const talk = conversation().handshake();
      for (const time of times) {
        talk.at(time).originator.data(1, { payload: key });
        talk.responder.ack();
      }
      return talk;
    };
    const uneven = [2, 3.4, 6.1, 9.9, 11.2, 15.8, 17];
    for (const key of ['\n', ' ', '\r\n\r\n']) assert.deepEqual(await heartbeatsOf(typed(uneven, key)), []);
    const echoed = conversation().handshake();
    for (const time of uneven) {
      echoed.at(time).originator.data(1, { payload: ' ' });
      echoed.after(0.04).responder.data(1, { payload: ' ' });
      echoed.originator.ack();
    }
    assert.deepEqual(await heartbeatsOf(echoed), []);
    const even = [10, 20, 30, 40, 50];
    assert.deepEqual(
      (await heartbeatsOf(typed(even, '\n'))).map(({ protocol }) => protocol),
      ['stomp'],
    );
    assert.deepEqual(
      (await heartbeatsOf(typed(even, ' '))).map(({ protocol }) => protocol),
      ['xmpp'],
    );
  });
});

it('what goes on in TLS after a beginning in cleartext has its rhythm there', async () => {
  const talk = conversation().handshake();
  talk.originator.data(1, { payload: "<stream:stream to='a'>" });
  talk.responder.data(1, { payload: "<stream:stream from='a'>" });
  const record = Uint8Array.from([0x17, 3, 3, 0, 23, ...message(23)]);
  for (const { at } of every(30, 5)) {
    talk.at(at).originator.data(1, { payload: record });
    talk.responder.data(1, { payload: record });
    talk.originator.ack();
  }
  assert.deepEqual(
    (await heartbeatsOf(talk)).map(({ protocol, beats }) => [protocol, beats]),
    [['tls', 5]],
  );
});
