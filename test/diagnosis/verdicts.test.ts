/** What became of a connection: each verdict of design.md with what proves it, and what only looks like it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { VerdictCode } from '../../src/index.ts';
import { type Conversation, conversation } from '../support/conversation.ts';
import { see } from '../support/see.ts';
import { byTime, type Sent } from '../support/sent.ts';

/** A connection that has exchanged something and idles since. */
function idling(): Conversation {
  return conversation().handshake().exchange();
}

/** Other traffic, so that the capture goes on to `until` seconds. */
function bystander(until: number): Sent[] {
  const talk = conversation({ originator: { port: 50_000 } }).handshake();
  for (let at = 1; at < until; at += Math.max(1, until / 50)) talk.at(at).exchange();
  return talk.at(until).exchange().frames;
}

/** Answered probes of the originator at these times. */
function answered(talk: Conversation, times: readonly number[]): Conversation {
  for (const at of times) {
    talk.at(at).originator.probe();
    talk.responder.ack();
  }
  return talk;
}

/** The responder's window is closed, probed, and opened 5 s into the conversation. */
function stalled(talk: Conversation): void {
  talk.responder.window = 0;
  talk.at(1).exchange();
  answered(talk, [1.21, 1.64, 2.5, 4.2]);
  talk.responder.window = 501;
  talk.at(5).responder.ack();
}

function unanswered(talk: Conversation, times: readonly number[]): Sent[] {
  return times.map((at) => talk.at(at).originator.probe({ delivered: false }));
}

/** New data of the originator at `at`, sent again with back-off and never acknowledged. */
function lostData(talk: Conversation, at: number, times = 7): Sent {
  const data = talk.at(at).originator.data(100, { delivered: false });
  for (let place = 0; place < times; place++)
    talk.at(at + 0.2 * (2 ** (place + 1) - 1)).originator.resend(data, { delivered: false });
  return data;
}

/** A FIN of the originator at `at`, sent again with back-off and never acknowledged. */
function lostFin(talk: Conversation, at: number, times = 7): void {
  const fin = talk.at(at).originator.fin({ delivered: false });
  for (let place = 0; place < times; place++)
    talk.at(at + 0.2 * (2 ** (place + 1) - 1)).originator.resend(fin, { delivered: false });
}

interface Case {
  verdict: VerdictCode;
  /** The capture goes on to this time with other traffic. */
  until?: number;
  script: (talk: Conversation) => void;
  /** Idles unless it says otherwise. */
  begin?: () => Conversation;
  /** The capture begins with this frame, from 1. */
  from?: number;
  todo?: string;
}

const CASES: Record<string, Case> = {
  'answered probes to the end': {
    verdict: 'alive',
    script: (talk) => answered(talk, [10, 20, 30]),
  },
  'answered probes, and the next one is not due when the capture ends': {
    verdict: 'alive',
    until: 38,
    script: (talk) => answered(talk, [10, 20, 30]),
  },
  'SYNs that are answered, and no handshake': {
    verdict: 'incomplete',
    until: 600,
    begin: () => {
      const talk = conversation();
      for (const at of [0, 1, 3, 7]) {
        talk.at(at).originator.syn();
        talk.responder.synAck();
      }
      return talk;
    },
    script: () => {},
  },
  'data that was flowing at the end': {
    verdict: 'alive',
    script: (talk) => {
      for (const at of [1, 2, 3, 4, 5]) talk.at(at).exchange();
    },
  },
  'heartbeats every 30 s, the last one 20 s before the end': {
    verdict: 'alive',
    until: 320,
    script: (talk) => {
      for (let at = 30; at <= 300; at += 30) talk.at(at).exchange(8);
    },
  },
  'one probe lost and the next one answered': {
    verdict: 'alive',
    script: (talk) => {
      unanswered(talk, [10]);
      answered(talk, [13, 23]);
    },
  },
  'unanswered probes and then data of the peer': {
    verdict: 'alive',
    script: (talk) => {
      unanswered(talk, [10, 13]);
      talk.at(15).responder.data(10);
      talk.originator.ack();
    },
  },
  'an hour of silence with no probe': {
    verdict: 'idle-unprotected',
    until: 3600,
    script: () => {},
  },
  'half an hour of silence, where ten minutes were survived, with no probe': {
    verdict: 'idle-unprotected',
    until: 2400,
    script: (talk) => talk.at(600).exchange(),
  },
  'one unanswered probe at the end': {
    verdict: 'probing',
    until: 60,
    script: (talk) => {
      answered(talk, [10, 20]);
      unanswered(talk, [30]);
    },
  },
  'unanswered probes, the last one shortly before the end': {
    verdict: 'probing',
    until: 41,
    script: (talk) => {
      answered(talk, [10, 20]);
      unanswered(talk, [30, 35, 40]);
    },
  },
  'unanswered probes and the RST,ACK of the prober': {
    verdict: 'peer-dead',
    script: (talk) => {
      answered(talk, [10, 20]);
      unanswered(talk, [30, 35, 40]);
      talk.at(45).originator.abort();
    },
  },
  'unanswered probes and silence to the end of a long capture': {
    verdict: 'peer-dead',
    until: 300,
    script: (talk) => {
      answered(talk, [10, 20]);
      unanswered(talk, [30, 35, 40]);
    },
  },
  'unanswered probes from the beginning of the capture on, and the RST,ACK of the prober': {
    verdict: 'peer-dead',
    from: 7,
    script: (talk) => {
      unanswered(talk, [30, 35, 40]);
      talk.at(45).originator.abort();
    },
  },
  'a probe that was answered by the RST of a host without the connection': {
    verdict: 'peer-lost-state',
    script: (talk) => {
      answered(talk, [10, 20]);
      talk.responder.reject(talk.at(30).originator.probe());
    },
  },
  'lost probes, and then one that was answered by RST': {
    verdict: 'peer-lost-state',
    script: (talk) => {
      answered(talk, [10, 20]);
      unanswered(talk, [30, 35]);
      talk.responder.reject(talk.at(40).originator.probe());
    },
  },
  'a RST of the peer some time after answered probes': {
    verdict: 'reset',
    script: (talk) => {
      answered(talk, [10, 20]);
      talk.at(24).responder.abort();
    },
  },
  'a RST of the peer after answered probes, and then silence': {
    verdict: 'reset',
    until: 600,
    script: (talk) => {
      answered(talk, [10, 20]);
      talk.at(24).responder.abort();
    },
  },
  'a RST of the prober after its last probe was answered': {
    verdict: 'reset',
    script: (talk) => {
      answered(talk, [10, 20]);
      talk.at(22).originator.abort();
    },
  },
  'data after ten idle minutes, without an answer': {
    verdict: 'dropped-while-idle',
    until: 900,
    script: (talk) => lostData(talk, 600),
  },
  'data after ten idle minutes where one was survived': {
    verdict: 'dropped-while-idle',
    until: 900,
    script: (talk) => {
      talk.at(60).exchange();
      lostData(talk, 660);
    },
  },
  'data without an answer and without a gap before': {
    verdict: 'retransmit-give-up',
    until: 900,
    script: (talk) => {
      for (const at of [1, 2, 3]) talk.at(at).exchange();
      lostData(talk, 3.5, 9);
    },
  },
  'data of which some arrives, as the peer says, after ten idle minutes: a path that loses large packets': {
    verdict: 'retransmit-give-up',
    until: 900,
    script: (talk) => {
      const lost = talk.at(600).originator.data(1400, { delivered: false });
      talk.originator.data(300, { delivered: false });
      const { next } = talk.originator;
      talk.at(600.04).responder.ack({ sack: [[next - 300, next]] });
      for (const at of [600.3, 600.9, 602.1, 604.5, 609.3])
        talk.at(at).originator.resend(lost, { delivered: false });
    },
  },
  'data without an answer after a gap no longer than those that were survived': {
    verdict: 'retransmit-give-up',
    until: 2400,
    script: (talk) => {
      for (const at of [600, 1200]) talk.at(at).exchange();
      lostData(talk, 1800);
    },
  },
  'data without an answer though probes were answered all the time before': {
    verdict: 'retransmit-give-up',
    until: 900,
    script: (talk) => {
      answered(
        talk,
        Array.from({ length: 60 }, (_, place) => 10 * (place + 1)),
      );
      lostData(talk, 605);
    },
  },
  'data after ten idle minutes that was retransmitted and acknowledged in the end': {
    verdict: 'alive',
    script: (talk) => {
      const data = lostData(talk, 600, 2);
      talk.at(602).originator.resend(data);
      talk.responder.ack();
    },
  },
  'data after ten idle minutes, answered by RST': {
    verdict: 'reset-on-resume',
    script: (talk) => {
      talk.responder.reject(talk.at(600).originator.data(100));
    },
  },
  'data after ten idle minutes, sent twice and then answered by RST': {
    verdict: 'reset-on-resume',
    script: (talk) => {
      const data = talk.at(600).originator.data(100, { delivered: false });
      talk.responder.reject(talk.at(600.2).originator.resend(data));
    },
  },
  'data and FIN after ten idle minutes, answered by the RST of a host without the connection': {
    verdict: 'reset-on-resume',
    script: (talk) => {
      const data = talk.at(600).originator.data(31);
      talk.originator.fin();
      talk.responder.reject(data);
    },
  },
  'data after ten idle minutes, answered by the RST,ACK of a live socket': {
    verdict: 'reset',
    script: (talk) => {
      talk.at(600).originator.data(100);
      talk.responder.abort();
    },
  },
  'data after ten idle minutes, acknowledged, and a RST later': {
    verdict: 'reset',
    script: (talk) => {
      talk.at(600).exchange().at(601).exchange();
      talk.at(601.5).responder.abort();
    },
  },
  'data answered by RST without a gap before': {
    verdict: 'reset',
    script: (talk) => {
      talk.responder.reject(talk.originator.data(100));
    },
  },
  'a SYN that was answered by RST': {
    verdict: 'reset',
    begin: conversation,
    script: (talk) => {
      talk.originator.syn();
      talk.responder.abort({ sequence: 0, window: 0 });
    },
  },
  'window probes to the end': {
    verdict: 'zero-window-stall',
    script: (talk) => {
      talk.responder.window = 0;
      talk.at(1).exchange();
      answered(talk, [1.21, 1.64, 2.5, 4.2, 7.8, 14.7]);
    },
  },
  'window probes of one octet, all answered but the last, with which the capture ends': {
    verdict: 'zero-window-stall',
    script: (talk) => {
      talk.responder.window = 0;
      talk.at(1).exchange();
      const first = talk.at(1.3).originator.data(1, { delivered: false });
      talk.responder.ack();
      for (const at of [1.9, 3.1, 5.5, 10.3]) {
        talk.at(at).originator.resend(first, { delivered: false });
        talk.responder.ack();
      }
      talk.at(19.9).originator.resend(first, { delivered: false });
    },
  },
  'window probes, then data, and an hour of silence with no keepalive probe': {
    verdict: 'idle-unprotected',
    until: 3600,
    script: (talk) => {
      stalled(talk);
      talk.exchange();
    },
  },
  'window probes, and then the window opens and data flows': {
    verdict: 'alive',
    script: (talk) => {
      stalled(talk);
      talk.exchange();
    },
  },
  'a window that was closed and probed, opened, and is closed again with nothing to probe for': {
    verdict: 'alive',
    script: (talk) => {
      stalled(talk);
      for (let at = 6; at < 60; at += 5) talk.at(at).exchange();
      talk.responder.window = 0;
      talk.at(61).exchange();
    },
  },
  'FIN from both sides': {
    verdict: 'closed',
    until: 600,
    script: (talk) => {
      talk.at(1).originator.fin();
      talk.responder.fin();
      talk.originator.ack();
    },
  },
  'FIN from both sides after answered probes': {
    verdict: 'closed',
    script: (talk) => {
      answered(talk, [10, 20]).at(21).originator.fin();
      talk.responder.fin();
      talk.originator.ack();
    },
  },
  'FIN from both sides after a lost probe': {
    verdict: 'closed',
    script: (talk) => {
      unanswered(talk, [10]);
      talk.at(12).responder.fin();
      talk.originator.fin();
      talk.responder.ack();
    },
  },
  'FIN from one side only': {
    verdict: 'half-closed',
    until: 60,
    script: (talk) => {
      talk.at(1).originator.fin();
      talk.responder.ack();
    },
  },
  'FIN that nobody acknowledges after an idle time': {
    verdict: 'dropped-while-idle',
    script: (talk) => lostFin(talk, 900),
  },
  'FIN that nobody acknowledges, soon after data': {
    verdict: 'retransmit-give-up',
    script: (talk) => lostFin(talk, 0.5),
  },
  'FIN that nobody acknowledges, soon after answered probes of a long idle time': {
    verdict: 'retransmit-give-up',
    script: (talk) => lostFin(answered(talk, [300, 600, 900]), 901),
  },
  'FIN that nobody acknowledges, 5 s after such probes': {
    verdict: 'retransmit-give-up',
    script: (talk) => lostFin(answered(talk, [300, 600, 900]), 905),
  },
  'FIN that nobody acknowledges after a silence that was usual': {
    verdict: 'retransmit-give-up',
    script: (talk) => {
      for (const at of [60, 120, 180]) talk.at(at).exchange();
      lostFin(talk, 240);
    },
  },
  'FIN that was lost twice': {
    verdict: 'half-closed',
    until: 60,
    script: (talk) => {
      const fin = talk.at(20).originator.fin({ delivered: false });
      talk.at(20.2).originator.resend(fin, { delivered: false });
      talk.at(20.6).originator.resend(fin);
      talk.responder.ack();
    },
  },
  'FIN from both sides, and the last one never acknowledged': {
    verdict: 'closed',
    script: (talk) => {
      talk.at(20).responder.fin();
      talk.originator.ack();
      lostFin(talk, 20.5);
    },
  },
  'FIN from one side, and answered probes of the other': {
    verdict: 'half-closed',
    script: (talk) => {
      talk.at(1).originator.fin();
      talk.responder.ack();
      for (const at of [11, 21]) {
        talk.at(at).responder.probe();
        talk.originator.ack();
      }
    },
  },
  'a SYN without an answer': {
    verdict: 'incomplete',
    begin: conversation,
    until: 60,
    script: (talk) => {
      const syn = talk.originator.syn({ delivered: false });
      for (const at of [1, 3, 7]) talk.at(at).originator.resend(syn, { delivered: false });
    },
  },
  'two segments from the middle': {
    verdict: 'incomplete',
    from: 7,
    script: (talk) => {
      talk.at(1).originator.ack();
      talk.responder.ack();
    },
  },
};

for (const [name, { verdict, until, script, begin, from = 1, todo }] of Object.entries(CASES)) {
  test(`${name}: ${verdict}`, todo === undefined ? {} : { todo }, async () => {
    const talk = (begin ?? idling)();
    script(talk);
    const own = talk.frames.slice(from - 1);
    const seen = await see(until === undefined ? own : byTime(own, bystander(until)));
    assert.equal(
      seen.report.connections.find(({ originator }) => originator.port === 40_000)?.verdict.code,
      verdict,
    );
  });
}

test('every verdict of the contract occurs here', () => {
  assert.equal(new Set(Object.values(CASES).map(({ verdict }) => verdict)).size, 13);
});

test('a capture of one direction of a connection with data is incomplete', async () => {
  const talk = idling();
  for (const at of [1, 2, 3]) talk.at(at).exchange();
  const seen = await see(talk.frames.filter(({ layers }) => layers?.source === talk.originator.address));
  assert.equal(seen.verdict, 'incomplete');
});

test('one direction of a connection that had begun before is incomplete, with a FIN too', async () => {
  const talk = idling();
  for (const at of [1, 2, 3]) talk.at(at).exchange();
  talk.at(4).originator.fin();
  talk.responder.fin();
  talk.originator.ack();
  const own = talk.frames.filter(({ layers }) => layers?.source === talk.originator.address);
  const seen = await see(own.slice(2));
  assert.equal(seen.verdict, 'incomplete');
});

test('after a window probe it is no probe that says who was there', async () => {
  const talk = idling();
  stalled(talk);
  for (const at of [5.1, 6, 7, 8, 9, 10]) talk.at(at).exchange();
  const { verdict } = (await see(talk.frames)).connection;
  assert.deepEqual([verdict.code, verdict.confidence], ['alive', 'likely']);
  assert.doesNotMatch(verdict.evidence.map(({ says }) => says).join(), /probe/);
});

test('of a prober that has fallen silent it is said when it was last seen', async () => {
  const talk = answered(idling(), [10, 20, 30]);
  const seen = await see(byTime(talk.frames, bystander(600)));
  const { verdict } = seen.report.connections[0] ?? assert.fail();
  assert.deepEqual([verdict.code, verdict.confidence], ['alive', 'possible']);
  assert.match(verdict.summary, /^Alive when last seen, 9 min 30 s before the capture ended/);
});

test('a prober whose interval may be longer than its idle time is not overdue before that', async () => {
  const confidenceAt = async (until: number, times: readonly number[]): Promise<string> => {
    const talk = answered(idling(), times);
    const { connections } = (await see(byTime(talk.frames, bystander(until)))).report;
    return connections.find(({ originator }) => originator.port === 40_000)?.verdict.confidence ?? '';
  };
  assert.equal(await confidenceAt(95, [30]), 'certain');
  assert.equal(await confidenceAt(185, [30]), 'possible');
  // Two in a row show the longer one of both.
  assert.equal(await confidenceAt(131, [30, 60]), 'possible');
  assert.equal(await confidenceAt(195, [30, 105]), 'certain');
});

test('a prober of which one answered probe is all that was captured, hours before the end, is not certainly alive', async () => {
  const talk = answered(idling(), [10]);
  const seen = await see(byTime(talk.frames.slice(-2), bystander(7200)));
  const own = seen.report.connections.find(({ originator, responder }) =>
    [originator.port, responder.port].includes(40_000),
  );
  assert.deepEqual([own?.verdict.code, own?.verdict.confidence], ['alive', 'possible']);
});

for (const [code, end] of [
  ['peer-lost-state', (talk: Conversation) => talk.responder.reject(talk.at(120).originator.probe())],
  [
    'peer-dead',
    (talk: Conversation) => {
      unanswered(talk, [120, 125, 130]);
      talk.at(135).originator.abort();
    },
  ],
  ['peer-dead', (talk: Conversation) => unanswered(talk, [120, 125, 130])],
] as const)
  test(`against ${code} speaks that the peer had closed its end before, and the close is what to look at`, async () => {
    const talk = idling();
    const fin = talk.at(2).responder.fin();
    talk.originator.ack();
    end(talk);
    const frames = byTime(talk.frames, bystander(600));
    const seen = await see(frames);
    const { verdict } = seen.report.connections[0] ?? assert.fail();
    assert.deepEqual([verdict.code, verdict.confidence], [code, 'possible']);
    assert.deepEqual(
      verdict.counterEvidence.map(({ frame, says }) => [frames[frame - 1], says]),
      [[fin, 'FIN of the responder']],
    );
    assert.match(verdict.remedy[0] ?? '', /CLOSE_WAIT/);
  });

test('a dead peer is proved by its last answer, the probes since then and the RST of the prober', async () => {
  const talk = answered(idling(), [10, 20]);
  const lastAnswer = talk.frames.at(-1);
  const probes = unanswered(talk, [30, 35, 40]);
  const reset = talk.at(45).originator.abort();
  const { connection } = await see(talk.frames);
  assert.equal(connection.verdict.confidence, 'certain');
  assert.deepEqual(
    connection.verdict.evidence.map(({ frame }) => talk.frames[frame - 1]),
    [lastAnswer, ...probes, reset],
  );
});

test('the frames that prove a lost state are the probe and the RST that answered it', async () => {
  const talk = answered(idling(), [10, 20]);
  const probe = talk.at(30).originator.probe();
  const reset = talk.responder.reject(probe);
  const { connection } = await see(talk.frames);
  assert.deepEqual(
    connection.verdict.evidence.map(({ frame }) => talk.frames[frame - 1]),
    [probe, reset],
  );
});

test('one lost probe is not death, however long the capture goes on', async () => {
  const talk = answered(idling(), [10, 20]);
  unanswered(talk, [30]);
  const seen = await see(byTime(talk.frames, bystander(3000)));
  assert.notEqual(seen.verdicts[0], 'peer-dead');
});

test('against a connection that was dropped while it was idle speaks that the peer had closed its end before', async () => {
  const talk = idling();
  const fin = talk.at(2).responder.fin();
  talk.originator.ack();
  lostData(talk, 600);
  const { verdict } = (await see(talk.frames)).connection;
  assert.equal(verdict.code, 'dropped-while-idle');
  assert.notEqual(verdict.confidence, 'likely');
  assert.deepEqual(
    verdict.counterEvidence.map(({ frame }) => talk.frames[frame - 1]),
    [fin],
  );
});

test('a stall begins when the window closed for the last time', async () => {
  const talk = idling();
  talk.responder.window = 0;
  talk.at(1).exchange();
  answered(talk, [1.21, 1.64, 2.5, 4.2]);
  talk.responder.window = 501;
  talk.at(5).responder.ack();
  talk.at(6).exchange();
  talk.responder.window = 0;
  talk.at(3600).exchange();
  const first = talk.frames.length + 1;
  answered(talk, [3600.21, 3600.64, 3601.5]);
  const { verdict } = (await see(talk.frames)).connection;
  assert.equal(verdict.code, 'zero-window-stall');
  assert.match(verdict.summary, /has not read for 1\.29 s: .*3 window probes/);
  assert.ok(verdict.evidence.every(({ frame }) => frame >= first));
});

test('a stall is the same one while the peer goes on sending', async () => {
  const talk = idling();
  talk.responder.window = 0;
  talk.at(1).exchange();
  const first = talk.frames.length + 1;
  answered(talk, [1.21, 1.64, 2.5, 4.2, 7.6]);
  talk.at(8).responder.data(10);
  talk.originator.ack();
  const { verdict } = (await see(talk.frames)).connection;
  assert.equal(verdict.code, 'zero-window-stall');
  assert.match(verdict.summary, /5 window probes/);
  assert.ok(verdict.evidence.every(({ frame }) => frame >= first));
});

for (const [what, end] of [
  [
    'and the sender resets the connection at the end',
    (talk: Conversation) => talk.at(700).originator.abort(),
  ],
  [
    'while the probes of the peer still arrive, and are answered',
    (talk: Conversation) => {
      for (const at of [640, 650, 660]) {
        talk.at(at).responder.probe();
        talk.originator.ack({ delivered: false });
      }
    },
  ],
] as const)
  test(`the last time that lost data was sent is named, ${what}`, async () => {
    const talk = idling();
    lostData(talk, 600);
    const last = talk.frames.at(-1);
    end(talk);
    const { verdict } = (await see(talk.frames)).connection;
    assert.equal(verdict.code, 'dropped-while-idle');
    assert.deepEqual(verdict.evidence.map(({ frame }) => talk.frames[frame - 1]).at(-1), last);
  });

test('who answers a SYN by a reset refuses the connection: nobody aborts anything', async () => {
  const talk = conversation();
  talk.originator.syn();
  talk.responder.abort({ sequence: 0, window: 0 });
  const { verdict } = (await see(talk.frames)).connection;
  assert.equal(verdict.summary, 'The responder refused the connection.');
  assert.deepEqual(
    verdict.evidence.map(({ says }) => says),
    ['the responder answers the SYN by a reset'],
  );
  assert.match(verdict.remedy.join(), /whether a program listens/);
});

test('a reset after the handshake is no refusal', async () => {
  const talk = conversation().handshake();
  talk.responder.abort();
  const { verdict } = (await see(talk.frames)).connection;
  assert.equal(verdict.summary, 'The responder reset the connection.');
});

/** Probes every 10 s that are answered; from 35 s on the capture has no answers: only the timestamps tell of them. */
function oneDirectionLost(until: number): { talk: Conversation; missing: Sent[] } {
  const talk = idling();
  const missing: Sent[] = [];
  for (let at = 10; at <= until; at += 10) {
    talk.at(at).originator.probe();
    const answer = talk.responder.ack();
    if (at > 35) missing.push(answer);
  }
  return { talk, missing };
}

test('answers that are missing in the capture alone: the timestamps say that the last but one came', async () => {
  const { talk, missing } = oneDirectionLost(80);
  const captured = talk.frames.filter((frame) => !missing.includes(frame));
  const { verdict } = (await see(captured)).connection;
  assert.equal(verdict.code, 'alive');
  assert.equal(verdict.confidence, 'likely');
  assert.match(verdict.evidence[0]?.says ?? '', /its TSecr says/);
});

test('probes in vain after such answers: these are counted, and no others', async () => {
  const { talk, missing } = oneDirectionLost(60);
  unanswered(talk, [70, 75, 80, 85]);
  const captured = talk.frames.filter((frame) => !missing.includes(frame));
  const { verdict } = (await see(captured)).connection;
  assert.equal(verdict.code, 'probing');
  assert.match(verdict.summary, /3 probes without an answer/);
});

test('and so does the forecast; a give-up counts the same', async () => {
  const { talk, missing } = oneDirectionLost(60);
  unanswered(talk, [70, 75, 80, 85]);
  const isCaptured = (frame: Sent): boolean => !missing.includes(frame);
  const { verdict } = (await see(talk.frames.filter(isCaptured))).connection;
  assert.match(verdict.summary, /With the default of 9 probes it gives up 30 s later/);
  talk.at(90).originator.abort();
  const { verdict: end } = (await see(talk.frames.filter(isCaptured))).connection;
  assert.equal(end.code, 'peer-dead');
  assert.match(end.summary, /4 probes to the responder unanswered/);
});

test('a prober that stops after such answers was alive when last seen', async () => {
  const { talk, missing } = oneDirectionLost(80);
  const captured = talk.frames.filter((frame) => !missing.includes(frame));
  const { connections } = (await see(byTime(captured, bystander(4000)))).report;
  const [verdict] = connections.map((one) => one.verdict);
  assert.equal(verdict?.code, 'alive');
  assert.equal(verdict?.confidence, 'possible');
  assert.match(verdict?.summary ?? '', /^Alive when last seen/);
});

test('data after such answers is the later sign of life', async () => {
  const { talk, missing } = oneDirectionLost(60);
  talk.at(70).exchange();
  const captured = talk.frames.filter((frame) => !missing.includes(frame));
  const { verdict } = (await see(captured)).connection;
  assert.doesNotMatch(verdict.evidence[0]?.says ?? '', /its TSecr says/);
});

test('a FIN, sent again and answered by a reset, is no first data', async () => {
  const talk = idling();
  const fin = talk.at(400).originator.fin({ delivered: false });
  talk.responder.reject(talk.at(400.2).originator.resend(fin));
  const { verdict } = (await see(talk.frames)).connection;
  assert.equal(verdict.code, 'reset');
});
