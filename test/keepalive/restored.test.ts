/**
 * Window probes of sockets that leave TCP_REPAIR. The numbers are those of kernel experiments (Linux 6.18): a socket made
 * anew sends TSecr 0 and a new IP identification; one that goes on after its checkpoint sends as before.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { type Conversation, conversation } from '../support/conversation.ts';
import { see } from '../support/see.ts';
import type { Sent } from '../support/sent.ts';

/** A side that probes every 10 s, answered each time, until `until` seconds. */
function probed(until: number, timestamps = true): Conversation {
  const talk = conversation({ timestamps }).handshake().exchange();
  for (let at = 10; at <= until; at += 10) probe(talk, at);
  return talk;
}

function probe(talk: Conversation, at: number): Sent {
  const sent = talk.at(at).originator.probe();
  talk.responder.ack();
  return sent;
}

/** The window probe of a socket made anew: the option comes with TSval, but nothing to echo. */
function restored(talk: Conversation): Sent {
  const value = (talk.ticks + talk.originator.isn) >>> 0;
  return talk.originator.probe({ timestamps: [value, 0], ipId: 40_000 });
}

describe('a socket made anew sends a window probe', () => {
  it('known by its TSecr, before the idle time is over', async () => {
    const talk = probed(20).at(25);
    const found = restored(talk);
    const answer = talk.responder.ack();
    const next = probe(talk, 35.1);
    const seen = await see(talk.frames);
    assert.deepEqual(seen.kinds([found, answer, next]), ['window-probe', 'window-probe-ack', 'probe']);
    assert.equal(seen.connection.keepalive.originator?.idleSeconds?.estimate, 10);
    assert.equal(seen.verdict, 'alive');
  });

  it('half a second after data, where no probe was ever seen', async () => {
    const talk = probed(0).after(0.5);
    const found = restored(talk);
    talk.responder.ack();
    assert.equal((await see(talk.frames)).kind(found), 'window-probe');
  });

  it('seconds after data, where the next probe tells the idle time', async () => {
    const talk = probed(0).at(4);
    const found = restored(talk);
    talk.responder.ack();
    probe(talk, 14.1);
    assert.equal((await see(talk.frames)).kind(found), 'window-probe');
  });
});

describe('a socket that goes on after its checkpoint sends a window probe', () => {
  it('between two regular probes', async () => {
    const talk = probed(20).at(25);
    const found = talk.originator.probe();
    const answer = talk.responder.ack();
    probe(talk, 35.1);
    const seen = await see(talk.frames);
    assert.deepEqual(seen.kinds([found, answer]), ['window-probe', 'window-probe-ack']);
    assert.equal(seen.connection.keepalive.originator?.idleSeconds?.estimate, 10);
  });
});

describe('a probe that may be a keepalive probe is one', () => {
  const cases: Record<string, (talk: Conversation) => [Sent, Conversation]> = {
    'after the idle time, with TSecr 0': (talk) => {
      const sent = restored(talk.at(31));
      talk.responder.ack();
      probe(talk, 41.1);
      return [sent, talk];
    },
    'where the idle time was made shorter': (talk) => {
      const sent = probe(talk, 25);
      probe(talk, 30);
      probe(talk, 35);
      return [sent, talk];
    },
    'where the capture ends with it': (talk) => [probe(talk, 25), talk],
    'where data follows': (talk) => {
      const sent = probe(talk, 25);
      talk.at(28).exchange();
      probe(talk, 38.1);
      return [sent, talk];
    },
    'where the answer before it did not reach the prober': (talk) => {
      const other = talk.at(30).originator.probe();
      talk.responder.ack({ delivered: false });
      const sent = talk.at(35).originator.probe();
      talk.responder.ack();
      probe(talk, 45.1);
      assert.notEqual(other, sent);
      return [sent, talk];
    },
  };
  for (const [what, play] of Object.entries(cases))
    it(what, async () => {
      const [sent, talk] = play(probed(20));
      assert.equal((await see(talk.frames)).kind(sent), 'probe');
    });

  it('where the one before was late, as probes of a busy machine are', async () => {
    const talk = conversation().handshake().exchange();
    const probes = [1.24, 2.24, 3.24, 4.35, 5.33, 6.41].map((at) => probe(talk, at));
    const seen = await see(talk.frames);
    assert.deepEqual(new Set(seen.kinds(probes)), new Set(['probe']));
  });

  it('after one that had come sooner, once that one was regular', async () => {
    const talk = probed(20);
    const probes = [25, 30, 35, 44].map((at) => probe(talk, at));
    const seen = await see(talk.frames);
    assert.deepEqual(new Set(seen.kinds(probes)), new Set(['probe']));
  });

  it('where the one before it, and the one after it, are missing in the capture', async () => {
    const talk = conversation().handshake().exchange();
    const frames = [10, 20, 30, 40, 50, 60, 70].map((at) => probe(talk, at));
    const missing = [30, 60].map((at) => frames[at / 10 - 1]);
    const captured = talk.frames.filter(
      (frame, place) => !missing.includes(frame) && !missing.includes(talk.frames[place - 1]),
    );
    const seen = await see(captured);
    assert.equal(seen.all('window-probe').length, 0);
    assert.equal(seen.all('probe').length, 5);
  });

  it('without timestamps, where the answer before it may be lost', async () => {
    const talk = probed(20, false);
    const sent = probe(talk, 25);
    probe(talk, 35.1);
    assert.equal((await see(talk.frames)).kind(sent), 'probe');
  });

  it('where every probe of its side has TSecr 0', async () => {
    const talk = conversation().handshake().exchange();
    const probes = [10, 20, 30].map((at) => {
      const sent = restored(talk.at(at));
      talk.responder.ack();
      return sent;
    });
    assert.deepEqual((await see(talk.frames)).all('probe'), probes);
  });
});
