/** Probes while the peer's window is closed: the run tells whether they ask for the window or for the peer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Conversation, type ConversationOptions, conversation } from '../support/conversation.ts';
import { ACK } from '../support/host.ts';
import { see } from '../support/see.ts';
import type { Sent } from '../support/sent.ts';

/** The originator has filled the responder's window at 1 s; nothing is unacknowledged. */
function stalled(options: ConversationOptions = {}): Conversation {
  const talk = conversation(options).handshake().exchange().at(1);
  talk.originator.data(1000);
  talk.responder.window = 0;
  talk.responder.ack();
  return talk;
}

/** Probes of the originator at these distances from one another, from 1 s on, with their answers. */
function probesAfter(
  talk: Conversation,
  gaps: readonly number[],
  answered = (_: number): boolean => true,
): Sent[] {
  let at = 1.0002;
  return gaps.map((gap, place) => {
    at += gap;
    const probe = talk.at(at).originator.probe();
    if (answered(place)) talk.responder.ack();
    return probe;
  });
}

const BACKED_OFF = {
  'from 0.2 s on': [0.21, 0.43, 0.86, 1.7, 3.6, 6.9, 13.6, 26.9, 55.3],
  'from 3.4 s on': [3.4, 6.8, 13.5, 27, 54],
  'with a slow beginning': [1.1, 2.2, 4.4, 8.8],
};

for (const [name, gaps] of Object.entries(BACKED_OFF)) {
  test(`probes through a closed window that back off ${name} are window probes`, async () => {
    const talk = stalled();
    const probes = probesAfter(talk, gaps);
    const seen = await see(talk.frames);
    assert.deepEqual(seen.all('window-probe'), probes);
    assert.equal(seen.all('window-probe-ack').length, gaps.length);
    assert.deepEqual(seen.exchanges, []);
    assert.equal(seen.verdict, 'zero-window-stall');
  });
}

test('window probes may go unanswered', async () => {
  const talk = stalled();
  const probes = probesAfter(talk, BACKED_OFF['from 0.2 s on'], (place) => place !== 1 && place !== 4);
  const seen = await see(talk.frames);
  assert.deepEqual(seen.all('window-probe'), probes);
  assert.deepEqual(seen.connection.windowProbes.map(({ outcome }) => outcome).slice(0, 6), [
    'acknowledged',
    'unanswered',
    'acknowledged',
    'acknowledged',
    'unanswered',
    'acknowledged',
  ]);
  assert.equal(seen.verdict, 'zero-window-stall');
});

test('the next octet of data, sent again and again into a closed window, is a window probe', async () => {
  const seen = await see(byNextOctet().frames);
  assert.equal(seen.all('window-probe').length, 4);
  assert.deepEqual(seen.exchanges, []);
});

test('a window that stays closed to the next octet of data is a stall', async () =>
  assert.equal((await see(byNextOctet().frames)).verdict, 'zero-window-stall'));

for (const gaps of [
  [10, 10, 10, 10],
  [1, 1, 1, 1],
  [60, 60, 60],
]) {
  test(`probes every ${gaps[0]} s through a closed window are keepalives`, async () => {
    const talk = stalled();
    const probes = probesAfter(talk, gaps);
    const seen = await see(talk.frames);
    assert.deepEqual(seen.all('probe'), probes);
    assert.equal(seen.all('keepalive-ack').length, gaps.length);
    assert.deepEqual(seen.connection.windowProbes, []);
    assert.equal(seen.verdict, 'alive');
  });
}

test('a single probe through a closed window, after the idle time that is known, is a keepalive', async () => {
  const talk = conversation().handshake().exchange();
  const probes = [10, 20].map((at) => {
    const probe = talk.at(at).originator.probe();
    talk.responder.ack();
    return probe;
  });
  talk.responder.window = 0;
  talk.at(21).responder.ack();
  probes.push(talk.at(31).originator.probe());
  talk.responder.ack();
  const seen = await see(talk.frames);
  assert.deepEqual(seen.all('probe'), probes);
  assert.deepEqual(seen.outcomes, ['acknowledged', 'acknowledged', 'acknowledged']);
});

test('window probes that follow keepalives through the same closed window', async () => {
  const talk = stalled();
  const probes = probesAfter(talk, [10, 10, 10]);
  // The application writes 3 s after the last of them, and the window stays closed; then it writes no more.
  const asking = [0.2, 0.42, 0.84, 1.7, 3.4].reduce(
    (sent, gap) => {
      sent.at += gap;
      sent.frames.push(talk.at(sent.at).originator.probe());
      talk.responder.ack();
      return sent;
    },
    { at: 34, frames: [] as Sent[] },
  );
  const seen = await see(talk.frames);
  assert.deepEqual(seen.all('probe'), probes);
  assert.deepEqual(seen.all('window-probe'), asking.frames);
});

test('keepalives through a closed window that nobody answers are keepalives', async () => {
  const talk = stalled();
  const probes = probesAfter(talk, [10, 3, 3, 3], () => false);
  talk.after(3).originator.abort();
  const seen = await see(talk.frames);
  assert.deepEqual(seen.all('probe'), probes);
  assert.equal(seen.verdict, 'peer-dead');
});

test('one probe before the window opens was a window probe where data follows at once', async () => {
  const talk = stalled();
  const probe = talk.at(6).originator.probe();
  talk.responder.window = 501;
  const answer = talk.responder.ack();
  talk.originator.data(1000);
  talk.responder.ack();
  const seen = await see(talk.frames);
  assert.deepEqual(seen.kinds([probe, answer]), ['window-probe', 'window-probe-ack']);
  assert.equal(seen.verdict, 'alive');
});

test('one probe before the window opens was a keepalive where nothing follows', async () => {
  const talk = stalled();
  const probe = talk.at(6).originator.probe();
  const answer = talk.responder.ack();
  talk.responder.window = 501;
  talk.at(8).responder.ack();
  talk.at(40).responder.data(10);
  talk.originator.ack();
  const seen = await see(talk.frames);
  assert.deepEqual(seen.kinds([probe, answer]), ['probe', 'keepalive-ack']);
});

test('after the window has opened, probes are keepalives again', async () => {
  const talk = stalled();
  const windowProbes = probesAfter(talk, [0.21, 0.43, 0.86]);
  talk.responder.window = 501;
  talk.at(4).responder.ack();
  talk.originator.data(1000);
  talk.responder.ack();
  const probe = talk.at(14).originator.probe();
  talk.responder.ack();
  const seen = await see(talk.frames);
  assert.deepEqual([seen.all('window-probe'), seen.all('probe')], [windowProbes, [probe]]);
});

/** Window probes of a capture that begins with the third. */
function stalledBefore(): { frames: Sent[]; probes: Sent[] } {
  const talk = stalled();
  const begin = talk.frames.length;
  const probes = probesAfter(talk, BACKED_OFF['from 0.2 s on']);
  return { frames: talk.frames.slice(begin + 4), probes: probes.slice(2) };
}

test('window probes are found where the window was closed before the capture began', async () => {
  const { frames, probes } = stalledBefore();
  const seen = await see(frames);
  assert.deepEqual(seen.all('window-probe').slice(-6), probes.slice(-6));
  assert.equal(seen.verdict, 'zero-window-stall');
});

test('the first of them, too', async () => {
  const { frames, probes } = stalledBefore();
  assert.deepEqual((await see(frames)).all('window-probe'), probes);
});

test('keepalives through a window that was closed before the capture began are found', async () => {
  const talk = stalled();
  const begin = talk.frames.length;
  const probes = probesAfter(talk, [10, 10, 10, 10]);
  const seen = await see(talk.frames.slice(begin));
  assert.deepEqual(seen.all('probe'), probes);
  assert.deepEqual(seen.connection.windowProbes, []);
});

test('the window of a RST closes nothing', async () => {
  const talk = conversation().handshake().exchange().at(10);
  const probe = talk.originator.probe();
  const reset = talk.responder.reject(probe);
  const seen = await see(talk.frames);
  assert.deepEqual(seen.kinds([probe, reset]), ['probe', 'reset']);
  assert.equal(seen.verdict, 'peer-lost-state');
});

/** BSD's way: the octet for which there is no room, every time answered by an ACK that does not take it. */
function byNextOctet(): Conversation {
  const talk = stalled({ timestamps: false });
  const sequence = talk.originator.next;
  for (const at of [6, 11, 21, 41]) {
    talk.at(at).originator.data(1, { sequence, flags: ACK, delivered: false });
    talk.responder.ack();
  }
  return talk;
}

/** What the capture holds of one side. */
function onlyFrom(frames: readonly Sent[], address: string): Sent[] {
  return frames.filter((frame) => frame.layers?.source === address);
}

for (const gaps of [
  [0.45, 0.86, 1.7, 3.5, 6.9],
  [0.21, 0.43, 0.86],
  [0.25, 0.5],
  [1.1, 2.2, 4.5, 8.8],
]) {
  test(`where only the sender was captured, probes ${gaps.join(', ')} s apart are window probes`, async () => {
    const talk = stalled();
    const probes = probesAfter(talk, [0.3, ...gaps]);
    for (let from = 0; from <= 7; from++) {
      const frames = onlyFrom(talk.frames, talk.originator.address).slice(from);
      const inside = probes.filter((probe) => frames.includes(probe));
      if (inside.length < Math.min(probes.length, gaps[0] === 1.1 ? 5 : 3)) break;
      const seen = await see(frames);
      assert.deepEqual([seen.all('window-probe'), seen.all('probe')], [inside, []], `from frame ${from + 1}`);
    }
  });
}

for (const gaps of [[10, 10, 10], [1, 1, 1, 1], [5, 10, 10], [10, 20, 10], [60], [2, 4, 2, 2]]) {
  test(`where only the prober was captured, probes ${gaps.join(', ')} s apart are keepalives`, async () => {
    const talk = stalled();
    const probes = probesAfter(talk, [10, ...gaps]);
    for (const from of [0, 5]) {
      const frames = onlyFrom(talk.frames, talk.originator.address).slice(from);
      assert.deepEqual((await see(frames)).all('probe'), probes, `from frame ${from + 1}`);
    }
  });
}

test('where only one side was captured, keepalives may follow window probes', async () => {
  const talk = stalled();
  const windowProbes = probesAfter(talk, [0.21, 0.43, 0.86, 1.7]);
  talk.responder.window = 501;
  talk.responder.ack();
  talk.originator.data(1000);
  talk.responder.ack();
  const probes = [20, 30, 40].map((at) => {
    const probe = talk.at(at).originator.probe();
    talk.responder.ack();
    return probe;
  });
  const seen = await see(onlyFrom(talk.frames, talk.originator.address));
  assert.deepEqual([seen.all('window-probe'), seen.all('probe')], [windowProbes, probes]);
});

test('where the window was cut off, probes that back off from below a second are window probes', async () => {
  const talk = stalled({ timestamps: false });
  const probes = probesAfter(talk, BACKED_OFF['from 0.2 s on']);
  const cut = talk.frames.map((frame) => frame.copy({ cutTo: 14 + 20 + 14 }));
  const seen = await see(cut);
  assert.equal(seen.all('window-probe').length, probes.length);
  assert.deepEqual(seen.exchanges, []);
});

test('a window probe is found though the acknowledgment that closed the window was not captured', async () => {
  const talk = stalled();
  const closing = talk.frames.length - 1;
  const probes = probesAfter(talk, BACKED_OFF['from 0.2 s on']);
  const seen = await see(talk.frames.filter((_, place) => place !== closing));
  assert.deepEqual(seen.all('window-probe'), probes);
  assert.equal(seen.answerTo(probes[0] ?? assert.fail()), talk.frames[closing + 2]);
});

test('a late acknowledgment from before data that is answered through an open window is no probe', async () => {
  const talk = conversation().handshake().exchange().at(5);
  talk.originator.data(1);
  const late = talk.at(5.3).originator.ack({ sequence: talk.originator.next - 1 });
  talk.responder.ack();
  const seen = await see(talk.frames);
  assert.equal(seen.kind(late), 'ack');
  assert.deepEqual([seen.exchanges, seen.connection.windowProbes], [[], []]);
});

for (let from = 0; from < 6; from++) {
  test(`a capture may begin with window probe ${from + 1} of nine, answered or not`, async () => {
    for (const answered of [() => true, (place: number) => place !== from && place !== 4]) {
      const talk = stalled();
      const probes = probesAfter(talk, BACKED_OFF['from 0.2 s on'], answered);
      const frames = talk.frames.slice(talk.frames.indexOf(probes[from] ?? assert.fail()));
      assert.deepEqual((await see(frames)).all('window-probe'), probes.slice(from));
    }
  });
}

test('a window probe that the capture lost makes no keepalives of the others', async () => {
  for (let lost = 1; lost < 8; lost++) {
    const talk = stalled();
    const probes = probesAfter(talk, [3.4, 6.8, 13.5, 27, 54, 108, 120, 120, 120]);
    const gone = probes[lost];
    const seen = await see(talk.frames.filter((frame) => frame !== gone));
    assert.deepEqual(
      seen.all('window-probe'),
      probes.filter((probe) => probe !== gone),
      `without probe ${lost + 1}`,
    );
  }
});

test('window probes behind a hole in the capture are found, whichever of them was answered first', async () => {
  for (const answered of [2, 4, 20]) {
    const talk = stalled();
    const closing = talk.frames.length - 1;
    const gaps = [0.21, 0.43, 0.86, 1.7, 3.6, 6.9];
    const probes = probesAfter(talk, gaps, (place) => place >= answered);
    const seen = await see(talk.frames.filter((_, place) => place !== closing));
    assert.deepEqual(seen.all('window-probe'), probes, `answered from ${answered + 1} on`);
  }
});

test('a window update after the answer to a later probe is not the answer to an earlier one', async () => {
  const talk = stalled();
  talk.at(1.22).originator.probe();
  const probe = talk.at(1.65).originator.probe();
  const answer = talk.responder.ack();
  talk.responder.window = 501;
  const update = talk.at(2.1).responder.ack();
  talk.originator.data(1000);
  talk.responder.ack();
  const seen = await see(talk.frames);
  assert.deepEqual(
    seen.connection.windowProbes.map(({ outcome }) => outcome),
    ['unanswered', 'acknowledged'],
  );
  assert.equal(seen.answerTo(probe), answer);
  assert.notEqual(seen.kind(update), 'window-probe-ack');
});
