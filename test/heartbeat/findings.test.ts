/** Findings about heartbeats and HTTP/1: each is shown by a capture, and not by one that nearly does. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { type Conversation, conversation } from '../support/conversation.ts';
import { allFindings, reportOf } from '../support/findings.ts';
import type { Host } from '../support/host.ts';
import { answered, until } from '../support/idling.ts';
import { hex } from '../support/packets.ts';
import type { Sent } from '../support/sent.ts';

const PINGREQ = hex('c000');
const PINGRESP = hex('d000');
const AMQP = hex('08 0000 00000000 ce');
const GOAWAY = '000008 07 00 00000000 00000001';

function send(host: Host, payload: Uint8Array | string): void {
  host.data(1, { payload });
  host.peer.ack();
}

/** A client and its broker: CONNECT with a keep alive of 10 s, and PINGREQ at these times, answered. */
function mqtt(times: readonly number[], keepAlive = '000a'): Conversation {
  const talk = conversation().handshake();
  send(talk.originator, hex(`10 0d 0004 4d515454 04 02 ${keepAlive} 0001 61`));
  send(talk.responder, hex('20020000'));
  for (const time of times) {
    talk.at(time);
    send(talk.originator, PINGREQ);
    send(talk.responder, PINGRESP);
  }
  return talk;
}

function unanswered(talk: Conversation, times: readonly number[]): Conversation {
  for (const time of times) talk.at(time) && send(talk.originator, PINGREQ);
  return talk;
}

function amqp(originator: readonly number[], responder: readonly number[]): Conversation {
  const talk = conversation().handshake();
  const beats = [
    ...originator.map((time) => [time, talk.originator] as const),
    ...responder.map((time) => [time, talk.responder] as const),
  ];
  for (const [time, host] of beats.sort(([a], [b]) => a - b)) talk.at(time) && send(host, AMQP);
  return talk;
}

function closed(talk: Conversation, at: number, by: 'originator' | 'responder' = 'responder'): Conversation {
  const host = talk.at(at)[by];
  host.fin();
  host.peer.ack();
  return talk;
}

function http(headers: string, closeAfter: number): Conversation {
  const talk = conversation().handshake();
  send(talk.originator, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  send(talk.responder, `HTTP/1.1 200 OK\r\nContent-Length: 0\r\n${headers}\r\n`);
  return closed(talk, closeAfter);
}

interface Case {
  shows: boolean;
  from?: 'originator' | 'responder' | null;
  confidence?: string;
  script: () => Conversation | Sent[];
}

const TENS = [10, 20, 30, 40];

const CASES: Record<string, Record<string, Case>> = {
  'heartbeat-unanswered': {
    'three PINGREQ that the kernel acknowledges and nobody answers': {
      shows: true,
      from: 'originator',
      confidence: 'certain',
      script: () => until(90, unanswered(mqtt(TENS), [50, 60, 70])),
    },
    'three, long after a reset that is out of window': {
      shows: true,
      from: 'originator',
      confidence: 'certain',
      script: () => {
        const talk = mqtt([10, 20]);
        talk.at(21).responder.abort({ sequence: (talk.responder.next + 0x4000_0000) >>> 0 });
        return until(90, unanswered(talk, [50, 60, 70]));
      },
    },
    two: {
      shows: true,
      confidence: 'likely',
      script: () => until(90, unanswered(mqtt(TENS), [50, 60])),
    },
    one: { shows: false, script: () => until(90, unanswered(mqtt(TENS), [50])) },
    'one, after which its sender closes': {
      shows: true,
      confidence: 'likely',
      script: () => closed(unanswered(mqtt(TENS), [50]), 60, 'originator'),
    },
    'one, and its sender closes at once, as it would have anyway': {
      shows: false,
      script: () => closed(unanswered(mqtt(TENS), [50]), 50.2, 'originator'),
    },
    'three, while the broker sends other payload': {
      shows: false,
      script: () => {
        const talk = unanswered(mqtt(TENS), [50, 60, 70]);
        talk.at(71);
        send(talk.responder, 'news');
        return until(90, talk);
      },
    },
    'three that are not acknowledged: path or host are gone': {
      shows: false,
      script: () => {
        const talk = mqtt(TENS);
        for (const time of [50, 60, 70])
          talk.at(time).originator.data(2, { payload: PINGREQ, delivered: false });
        return until(90, talk);
      },
    },
    'three that were never answered before either': {
      shows: false,
      script: () => until(90, unanswered(mqtt([]), [10, 20, 30])),
    },
  },
  'heartbeat-expired': {
    'a broker that closes after 1.5 times the keep alive': {
      shows: true,
      from: 'originator',
      confidence: 'likely',
      script: () => closed(mqtt(TENS), 55),
    },
    'a client that never sent PINGREQ': { shows: true, script: () => closed(mqtt([]), 15) },
    'a broker that closes earlier': { shows: false, script: () => closed(mqtt(TENS), 48) },
    'a client that closes itself': {
      shows: false,
      script: () => closed(mqtt(TENS), 55, 'originator'),
    },
    'a keep alive of 0 is none': { shows: false, script: () => closed(mqtt([], '0000'), 15) },
  },
  'heartbeat-too-fast': {
    'GOAWAY with ENHANCE_YOUR_CALM': {
      shows: true,
      from: 'originator',
      confidence: 'certain',
      script: () => {
        const talk = conversation().handshake();
        send(talk.responder, hex(`${GOAWAY} 0000000b`));
        return talk;
      },
    },
    'GOAWAY without an error': {
      shows: false,
      script: () => {
        const talk = conversation().handshake();
        send(talk.responder, hex(`${GOAWAY} 00000000`));
        return talk;
      },
    },
  },
  'heartbeat-one-way': {
    'AMQP from one side only': { shows: true, from: 'responder', script: () => amqp([], TENS) },
    'AMQP from both': { shows: false, script: () => amqp(TENS, [12, 22, 32, 42]) },
    'a side that sends other payload instead': {
      shows: false,
      script: () => {
        const talk = conversation().handshake();
        for (const time of TENS) {
          talk.at(time);
          send(talk.responder, AMQP);
          send(talk.originator, 'data');
        }
        return talk;
      },
    },
    'PINGREQ that is never answered': {
      shows: true,
      from: 'originator',
      script: () => unanswered(mqtt([]), TENS),
    },
  },
  'redundant-keepalives': {
    'probes of one side beside heartbeats': {
      shows: true,
      from: 'originator',
      script: () => {
        const talk = mqtt(TENS);
        answered(talk, talk.originator, [45, 50, 55]);
        return talk;
      },
    },
    'heartbeats alone': { shows: false, script: () => mqtt(TENS) },
  },
  'server-idle-close': {
    'after the time that the response announced': {
      shows: true,
      from: 'responder',
      confidence: 'certain',
      script: () => http('Connection: keep-alive\r\nKeep-Alive: timeout=7\r\n', 7.5),
    },
    'after another time, which no known server has': {
      shows: false,
      script: () => http('Keep-Alive: timeout=7\r\n', 20),
    },
  },
};

for (const [code, cases] of Object.entries(CASES)) {
  describe(code, () => {
    for (const [name, { shows, from, confidence, script }] of Object.entries(cases)) {
      it(name, async () => {
        const made = script();
        const report = await reportOf(Array.isArray(made) ? made : made.frames);
        const [finding, ...others] = allFindings(report, code);
        assert.equal(others.length, 0);
        assert.equal(finding !== undefined, shows, finding?.summary);
        if (from !== undefined) assert.equal(finding?.from, from);
        if (confidence !== undefined) assert.equal(finding?.confidence, confidence);
        assert.ok(finding === undefined || (finding.evidence.length > 0 && finding.remedy.length > 0));
      });
    }
  });
}

describe('verdicts beside heartbeats', () => {
  const verdictOf = async (frames: readonly Sent[]): Promise<string | undefined> =>
    (await reportOf(frames)).connections[0]?.verdict.code;

  it('a silence that a heartbeat was to end soon is not unprotected', async () => {
    assert.equal(await verdictOf(until(340, mqtt([100, 200, 300], '0064'))), 'alive');
    assert.equal(await verdictOf(until(740, mqtt([100, 200, 300], '0064'))), 'idle-unprotected');
  });
});

describe('one of the three mechanisms', () => {
  const codesOf = async (talk: Conversation): Promise<string[]> =>
    (await reportOf(talk.frames)).connections[0]?.mechanism.codes ?? [];

  it('each is named where it was at work', async () => {
    assert.deepEqual(await codesOf(mqtt(TENS)), ['heartbeat']);
    assert.deepEqual(await codesOf(http('Keep-Alive: timeout=7\r\n', 7.5)), ['http-persistent']);
    assert.deepEqual(await codesOf(http('Connection: close\r\n', 7.5)), []);
    const talk = conversation().handshake().exchange();
    answered(talk, talk.originator, [10, 20]);
    assert.deepEqual(await codesOf(talk), ['tcp-keepalive']);
  });
});
