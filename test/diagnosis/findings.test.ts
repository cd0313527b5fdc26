/** Findings about one connection: each is shown by a capture, and not by one that nearly does. */
import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';

import type { AnalyzeOptions } from '../../src/index.ts';
import { type Conversation, type ConversationOptions, conversation } from '../support/conversation.ts';
import { allFindings, reportOf } from '../support/findings.ts';
import { ACK, PSH } from '../support/host.ts';
import { answered, idling, inVain, lostData, until } from '../support/idling.ts';
import type { Sent } from '../support/sent.ts';

/** The responder closes, and the originator sends this before it can know. */
function meetsClosedEnd(payload: Uint8Array): Conversation {
  const talk = distant();
  talk.at(5.02).responder.fin({ delivered: false });
  talk.responder.reject(talk.at(5.03).originator.data(payload.length, { payload }));
  return talk;
}

/** close_notify of TLS 1.2. */
const CLOSE_NOTIFY = Uint8Array.of(0x15, 3, 3, 0, 26, ...new Array<number>(26).fill(0x5a));

interface Case {
  /** The finding must be there, with the side and what else is given; or must not. */
  shows: boolean;
  from?: 'originator' | 'responder' | null;
  severity?: string;
  confidence?: string;
  middlebox?: AnalyzeOptions['middlebox'];
  script: () => Conversation | Sent[];
}

/** An idling connection, and what happens to it. */
function idle(
  act: (talk: Conversation, hosts: Pick<Conversation, 'originator' | 'responder'>) => unknown,
  options: ConversationOptions = {},
): Conversation {
  const talk = idling(options);
  act(talk, talk);
  return talk;
}

/** A probe every `period` seconds, all answered. */
function every(period: number): Conversation {
  return idle((talk, { originator }) =>
    answered(
      talk,
      originator,
      [1, 2, 3, 4].map((time) => time * period + 0.01 * time),
    ),
  );
}

/** A handshake that takes 20 ms, and a request with its response. */
function distant(options: ConversationOptions = {}): Conversation {
  const talk = conversation({ pace: 1e-4, ...options });
  talk.originator.syn();
  talk.at(0.02).responder.synAck();
  talk.originator.ack();
  return talk.exchange();
}

const CASES: Record<string, Record<string, Case>> = {
  'keepalive-absent': {
    'data after ten idle minutes without a probe, unanswered': {
      shows: true,
      from: 'originator',
      severity: 'warning',
      script: () => idle((talk, { originator }) => lostData(talk, originator, 600)),
    },
    'an hour of silence to the end': {
      shows: true,
      from: null,
      severity: 'info',
      script: () => until(3600, idling()),
    },
    'data after ten idle minutes in which probes were answered': {
      shows: false,
      script: () =>
        idle((talk, { originator }) => {
          answered(talk, originator, [100, 200, 300]);
          lostData(talk, originator, 600);
        }),
    },
    'data after twelve idle seconds, unanswered: too soon for any middlebox': {
      shows: false,
      script: () => idle((talk, { originator }) => lostData(talk, originator, 12)),
    },
    'data after ten idle minutes, on a connection that its sender had half closed': {
      shows: false,
      script: () =>
        idle((talk, { originator, responder }) => {
          originator.fin();
          responder.ack();
          lostData(talk, responder, 600);
        }),
    },
  },
  'keepalive-too-slow': {
    '600 s against the 350 s of an NLB': {
      shows: true,
      from: 'originator',
      confidence: 'certain',
      middlebox: 'aws-nlb',
      script: () => every(600),
    },
    '120 s against 100 s': { shows: true, middlebox: '100', script: () => every(120) },
    '120 s against the 350 s of an NLB': { shows: false, middlebox: 'aws-nlb', script: () => every(120) },
    '600 s where nothing is declared': { shows: false, script: () => every(600) },
    '600 s on one side, and 60 s on the other': {
      shows: false,
      middlebox: 'aws-nlb',
      script: () =>
        idle((talk, { originator, responder }) => {
          for (let at = 60; at < 1300; at += 60) answered(talk, responder, [at]);
          answered(talk, originator, [1301]);
        }),
    },
  },
  'keepalive-marginal': {
    // field measurement: 235 s left after 250.853 s at 250 Hz.
    '235 s, of which a probe left after 250.9 s, against 240 s': {
      shows: true,
      middlebox: 'azure-lb',
      script: () => idle((talk, { originator }) => answered(talk, originator, [236.17, 487.02])),
    },
    '340 s against 350 s: late by up to 32 s at 1000 Hz': {
      shows: true,
      middlebox: 'aws-nlb',
      script: () => every(340),
    },
    '340 s against 350 s, with the octet of a stack whose timers are not late': {
      shows: false,
      middlebox: 'aws-nlb',
      script: () =>
        idle((talk, { responder }) => {
          for (const at of [340, 680, 1020]) {
            talk.at(at).originator.probe({ octets: 1 });
            responder.dSack();
          }
        }),
    },
    '120 s against 240 s': { shows: false, middlebox: 'azure-lb', script: () => every(120) },
    '600 s against 350 s is too slow, not marginal': {
      shows: false,
      middlebox: 'aws-nlb',
      script: () => every(600),
    },
  },
  'redundant-keepalives': {
    'both sides probe': {
      shows: true,
      from: null,
      severity: 'info',
      script: () =>
        idle((talk, { originator, responder }) => {
          for (const at of [10, 20, 30]) {
            answered(talk, originator, [at]);
            answered(talk, responder, [at + 3]);
          }
        }),
    },
    'one side probes': { shows: false, script: () => every(10) },
    'both sides probe, and one dies': {
      shows: false,
      script: () =>
        idle((talk, { originator, responder }) => {
          for (const at of [10, 20]) {
            answered(talk, originator, [at]);
            answered(talk, responder, [at + 3]);
          }
          inVain(talk, originator, [30, 35, 40]);
          talk.at(45).originator.abort();
        }),
    },
  },
  'one-way-loss': {
    'probes in vain, while the probes of the peer are answered': {
      shows: true,
      from: 'originator',
      severity: 'error',
      script: () =>
        idle((talk, { originator, responder }) => {
          answered(talk, originator, [10, 20]);
          inVain(talk, originator, [30]);
          answered(talk, responder, [32]);
          inVain(talk, originator, [35, 40]);
          talk.at(45).originator.abort();
        }),
    },
    'probes in vain, and the peer was last heard when the first of them crossed its own': {
      shows: false,
      script: () =>
        idle((talk, { originator, responder }) => {
          answered(talk, originator, [10, 20]);
          talk.at(30).originator.probe({ delivered: false });
          responder.probe({ delivered: false });
          inVain(talk, originator, [35, 40]);
          talk.at(45).originator.abort();
        }),
    },
    'one probe in vain, while the probes of the peer are answered': {
      shows: false,
      script: () =>
        idle((talk, { originator, responder }) => {
          answered(talk, originator, [10, 20]);
          inVain(talk, originator, [30]);
          answered(talk, responder, [32]);
          answered(talk, originator, [35, 45]);
        }),
    },
  },
  'masked-by-unacked-data': {
    'data that nobody acknowledges, on a connection with keepalive': {
      shows: true,
      from: 'originator',
      script: () =>
        idle((talk, { originator }) => {
          answered(talk, originator, [10, 20]);
          lostData(talk, originator, 25);
        }),
    },
    'data that nobody acknowledges, where the other side has keepalive': {
      shows: false,
      script: () =>
        idle((talk, { originator, responder }) => {
          answered(talk, responder, [10, 20]);
          lostData(talk, originator, 25);
        }),
    },
    'data that is acknowledged when it is sent again': {
      shows: false,
      script: () =>
        idle((talk, { originator, responder }) => {
          answered(talk, originator, [10, 20]);
          lostData(talk, originator, 25, 3);
          originator.resend(talk.frames.at(-1) as Sent);
          responder.ack();
        }),
    },
  },
  'zero-window-probes': {
    'a closed window that is probed': {
      shows: true,
      from: 'originator',
      severity: 'info',
      script: () =>
        idle((talk, { originator, responder }) => {
          responder.window = 0;
          talk.at(1).exchange();
          answered(talk, originator, [1.21, 1.64, 2.5, 4.2]);
        }),
    },
    'keepalives through a closed window, at their own spacing': {
      shows: false,
      script: () =>
        idle((talk, { originator, responder }) => {
          answered(talk, originator, [10, 20]);
          responder.window = 0;
          answered(talk, originator, [30, 40, 50]);
        }),
    },
  },
  'peer-ignores-keepalive': {
    'no probe is ever answered, data is': {
      shows: true,
      from: 'originator',
      severity: 'warning',
      script: () =>
        idle((talk, { originator }) => {
          for (const at of [10, 30, 50]) {
            inVain(talk, originator, [at, at + 3]);
            talk.at(at + 4).exchange();
          }
        }),
    },
    'one probe was answered': {
      shows: false,
      script: () =>
        idle((talk, { originator }) => {
          answered(talk, originator, [5]);
          for (const at of [20, 40, 60]) {
            inVain(talk, originator, [at, at + 3]);
            talk.at(at + 4).exchange();
          }
        }),
    },
    'no probe is answered, and the peer is never heard of again': {
      shows: false,
      script: () =>
        idle((talk, { originator }) => {
          inVain(talk, originator, [10, 13, 16, 19]);
          talk.at(22).originator.abort();
        }),
    },
  },
  'malformed-keepalive': {
    'probes with PSH and without payload': {
      shows: true,
      from: 'originator',
      script: () =>
        idle((talk, { originator }) => {
          for (const at of [10, 20, 30]) {
            talk.at(at);
            originator.probe({ flags: PSH | ACK, delivered: false });
          }
        }),
    },
    'probes that acknowledge less than those before them': {
      shows: true,
      from: 'responder',
      script: () =>
        idle((talk, { originator, responder }) => {
          answered(talk, responder, [10]);
          for (const at of [20, 30]) {
            talk.at(at);
            responder.probe({ acknowledgment: originator.next - 1 });
            originator.ack();
          }
        }),
    },
    'probes with a garbage octet, and plain ones': {
      shows: false,
      script: () =>
        idle((talk, { originator, responder }) => {
          talk.at(10);
          originator.probe({ octets: 1 });
          responder.dSack();
          answered(talk, originator, [20, 30]);
        }),
    },
  },
  'icmp-unreachable': {
    'a router reports a probe': {
      shows: true,
      severity: 'warning',
      script: () =>
        idle((talk, { originator }) => {
          answered(talk, originator, [10, 20]);
          for (const probe of inVain(talk, originator, [30, 35, 40])) talk.icmpError(probe);
          talk.at(45).originator.abort();
        }),
    },
    'a router reports data that is sent again and again': {
      shows: true,
      severity: 'warning',
      script: () => idle((talk, { originator }) => talk.icmpError(lostData(talk, originator, 5))),
    },
    'a router reports one packet, and the conversation goes on': {
      shows: true,
      severity: 'info',
      script: () =>
        idle((talk, { originator }) => {
          talk.icmpError(originator.data(10));
          talk.at(2).exchange();
        }),
    },
    'a firewall rejects a SYN': {
      shows: true,
      severity: 'warning',
      script: () => {
        const talk = conversation();
        talk.icmpError(talk.originator.syn(), { type: 3, code: 3 });
        return talk;
      },
    },
    'a router asks for smaller packets': {
      shows: false,
      script: () =>
        idle((talk, { originator }) => {
          talk.icmpError(originator.data(1400), { type: 3, code: 4 });
          talk.at(2).exchange();
        }),
    },
  },
  'middlebox-reset': {
    'a reset from next door, in the name of a peer four hops away': {
      shows: true,
      from: 'responder',
      confidence: 'likely',
      script: () =>
        idle(
          (talk, { originator, responder }) =>
            responder.reject(talk.at(400) && originator.data(9), { ttl: 64 }),
          {
            responder: { ttl: 60 },
          },
        ),
    },
    'a reset over six hops more than all other packets': {
      shows: true,
      confidence: 'possible',
      script: () =>
        idle(
          (talk, { originator, responder }) =>
            responder.reject(talk.at(400) && originator.data(9), { ttl: 54 }),
          {
            responder: { ttl: 60 },
          },
        ),
    },
    'a reset that comes in a tenth of the time of any answer': {
      shows: true,
      confidence: 'likely',
      script: () =>
        idle((talk, { originator, responder }) => {
          for (const at of [10, 20, 30, 40]) {
            talk.at(at).originator.probe();
            talk.at(at + 0.05).responder.ack();
          }
          const probe = talk.at(50).originator.probe();
          talk.at(50.005);
          responder.reject(probe);
          originator.ack();
        }),
    },
    'the reset of a rebooted peer: no options, no identification, its own distance': {
      shows: false,
      script: () =>
        idle((talk, { originator, responder }) => responder.reject(talk.at(400) && originator.data(9)), {
          responder: { ttl: 60 },
        }),
    },
    'the abort of a live peer': {
      shows: false,
      script: () =>
        idle((talk, { responder }) => talk.at(5) && responder.abort(), { responder: { ttl: 60 } }),
    },
    'a reset that begins with another TTL but comes as far': {
      shows: false,
      script: () =>
        idle(
          (talk, { originator, responder }) =>
            responder.reject(talk.at(400) && originator.data(9), { ttl: 124 }),
          {
            responder: { ttl: 60 },
          },
        ),
    },
    'the reset of a host whose program has set another TTL for its socket': {
      shows: false,
      script: () =>
        idle(
          (talk, { originator, responder }) =>
            responder.reject(talk.at(400) && originator.data(9), { ttl: 64 }),
          {
            responder: { ttl: 1 },
          },
        ),
    },
    'a route that is one hop longer': {
      shows: false,
      script: () =>
        idle(
          (talk, { originator, responder }) =>
            responder.reject(talk.at(400) && originator.data(9), { ttl: 59 }),
          {
            responder: { ttl: 60 },
          },
        ),
    },
  },
  'server-idle-close': {
    'a FIN of the responder 5 s after the last response': {
      shows: true,
      from: 'responder',
      severity: 'info',
      confidence: 'possible',
      script: () => idle((talk, { responder }) => talk.at(5.01) && closeBy(talk, responder)),
    },
    'a FIN of the responder 5 s after the last response, with a goodbye before it': {
      shows: true,
      from: 'responder',
      severity: 'info',
      confidence: 'possible',
      script: () =>
        idle((talk, { responder }) => {
          talk.at(5.01);
          responder.data(31, { payload: CLOSE_NOTIFY });
          return closeBy(talk, responder);
        }),
    },
    'a FIN of the responder after 17 s': {
      shows: false,
      script: () => idle((talk, { responder }) => talk.at(17) && closeBy(talk, responder)),
    },
    'a FIN of the originator after 5 s': {
      shows: false,
      script: () => idle((talk, { originator }) => talk.at(5.01) && closeBy(talk, originator)),
    },
  },
  'reuse-race': {
    'a request that the FIN met on its way': {
      shows: true,
      from: 'originator',
      script: () => {
        const talk = distant();
        talk.at(5.02).responder.fin({ delivered: false });
        const request = talk.at(5.03).originator.data(100);
        talk.at(5.04).responder.reject(request);
        return talk;
      },
    },
    'a request that was captured before the FIN that crossed it': {
      shows: true,
      from: 'originator',
      script: () => {
        const talk = distant();
        const request = talk.at(5.02).originator.data(100, { delivered: false });
        talk.at(5.025).responder.fin();
        talk.at(5.04).responder.reject(request);
        return talk;
      },
    },
    'a request that was captured before the goodbye and the FIN that crossed it': {
      shows: true,
      from: 'originator',
      script: () => {
        const talk = distant();
        const request = talk.at(5.02).originator.data(100, { delivered: false });
        talk.at(5.025).responder.data(31, { payload: CLOSE_NOTIFY });
        talk.responder.fin();
        talk.at(5.04).responder.reject(request);
        return talk;
      },
    },
    'a request that met the closed end, whose sender then closed as well': {
      shows: true,
      from: 'originator',
      script: () => {
        const talk = distant();
        talk.at(5.02).responder.fin({ delivered: false });
        talk.responder.reject(talk.at(5.03).originator.data(100));
        talk.responder.reject(talk.at(5.04).originator.fin());
        return talk;
      },
    },
    'a request three seconds after the FIN': {
      shows: false,
      script: afterFin,
    },
    'a goodbye that met the closed end': {
      shows: false,
      script: () => meetsClosedEnd(CLOSE_NOTIFY),
    },
    'a request as long as a farewell that met the closed end': {
      shows: true,
      from: 'originator',
      script: () => meetsClosedEnd(Uint8Array.of(0x17, 3, 3, 0, 58, ...new Array<number>(58).fill(0x5a))),
    },
    'a request that met the closed end, and a goodbye behind it': {
      shows: true,
      from: 'originator',
      script: () => {
        const talk = distant();
        talk.at(5.02).responder.fin({ delivered: false });
        const request = talk.at(5.03).originator.data(100);
        talk.at(5.035).originator.data(31, { payload: CLOSE_NOTIFY });
        talk.at(5.04).responder.reject(request);
        return talk;
      },
    },
    'an upload that the server cuts short: nothing was idle': {
      shows: false,
      script: () => {
        const talk = distant();
        talk.at(1).originator.data(1000);
        talk.responder.fin();
        const more = talk.at(1.01).originator.data(1000);
        talk.at(1.02).responder.reject(more);
        return talk;
      },
    },
  },
  'reuse-after-fin': {
    'a request a millisecond after the FIN, on a path of microseconds': {
      shows: false,
      script: () => {
        const talk = idling({ pace: 1e-5 });
        talk.at(5).responder.fin();
        talk.originator.ack();
        const request = talk.at(5.001).originator.data(100);
        talk.responder.reject(request);
        return talk;
      },
    },
    'a request three seconds after the FIN': {
      shows: true,
      from: 'originator',
      confidence: 'likely',
      script: afterFin,
    },
    'a response to an originator that waited no longer': {
      shows: false,
      script: () => {
        const talk = distant();
        talk.at(1).originator.data(100);
        talk.responder.ack();
        talk.at(31).originator.fin();
        talk.responder.ack();
        const response = talk.at(46).responder.data(500);
        talk.originator.reject(response);
        return talk;
      },
    },
    'data on the half of a connection that is still open': {
      shows: false,
      script: () => {
        const talk = distant();
        talk.at(5).originator.fin();
        talk.responder.ack();
        talk.at(8).responder.data(500);
        talk.originator.ack();
        return talk;
      },
    },
  },
  'close-wait-stuck': {
    'a FIN, and ten minutes later no other, though its socket still answers': {
      shows: true,
      from: 'responder',
      confidence: 'likely',
      script: () =>
        idle((talk, { originator, responder }) => {
          originator.fin();
          responder.ack();
          answered(talk, originator, [100, 200, 300, 600]);
        }),
    },
    'a FIN, and nothing for ten minutes': {
      shows: true,
      confidence: 'possible',
      script: () =>
        until(
          600,
          idle((_talk, { originator, responder }) => {
            originator.fin();
            responder.ack();
          }),
        ),
    },
    'a FIN, and the capture ends 20 s later': {
      shows: false,
      script: () =>
        until(
          20,
          idle((_talk, { originator, responder }) => {
            originator.fin();
            responder.ack();
          }),
        ),
    },
    'a half that is closed while the other sends': {
      shows: false,
      script: () =>
        idle((talk, { originator, responder }) => {
          originator.fin();
          responder.ack();
          for (const at of [30, 60, 90, 120]) {
            talk.at(at);
            responder.data(1000);
            originator.ack();
          }
        }),
    },
  },
  'fin-wait-stuck': {
    'the side that closed goes on probing': {
      shows: true,
      from: 'originator',
      script: () =>
        idle((talk, { originator, responder }) => {
          originator.fin();
          responder.ack();
          answered(talk, originator, [100, 200, 300]);
        }),
    },
    'only the other side probes': {
      shows: false,
      script: () =>
        idle((talk, { originator, responder }) => {
          originator.fin();
          responder.ack();
          answered(talk, responder, [100, 200, 300]);
        }),
    },
  },
};

for (const [code, cases] of Object.entries(CASES)) {
  describe(code, () => {
    for (const [name, { shows, from, severity, confidence, middlebox, script }] of Object.entries(cases)) {
      it(`${name}: ${shows ? 'shown' : 'not shown'}`, async () => {
        const made = script();
        const frames = Array.isArray(made) ? made : made.frames;
        const report = await reportOf(frames, middlebox === undefined ? {} : { middlebox });
        const found = allFindings(report, code);
        assert.equal(found.length, shows ? 1 : 0, JSON.stringify(found[0] ?? report.connections[0]?.verdict));
        const [one] = found;
        if (one === undefined) return;
        if (from !== undefined) assert.equal(one.from, from);
        if (severity !== undefined) assert.equal(one.severity, severity);
        if (confidence !== undefined) assert.equal(one.confidence, confidence);
        assert.notEqual(one.evidence.length, 0, 'a finding has evidence');
        assert.notEqual(one.remedy.length, 0, 'a finding has a remedy');
        assert.match(one.summary, /^[A-Z0-9].*\.$/);
      });
    }
    it('has a capture that shows it and one that nearly does', () => {
      assert.deepEqual(new Set(Object.values(cases).map(({ shows }) => shows)), new Set([true, false]));
    });
  });
}

/** An orderly close. */
function closeBy(talk: Conversation, first: Conversation['originator']): void {
  first.fin();
  talk.at(5.2);
  first.peer.fin();
  first.ack();
}

function afterFin(): Conversation {
  const talk = distant();
  talk.at(5.02).responder.fin();
  talk.at(5.03).originator.ack();
  const request = talk.at(8).originator.data(100);
  talk.at(8.02).responder.reject(request);
  return talk;
}

test('who speaks against an ICMP error is who spoke last, and no reset does', async () => {
  const ends: Record<string, (talk: Conversation) => unknown> = {
    originator: (talk) => talk.originator.ack(),
    responder: (talk) => talk.responder.data(20),
    nobody: (talk) => talk.responder.abort(),
  };
  for (const [who, end] of Object.entries(ends)) {
    const talk = idling();
    talk.icmpError(talk.originator.data(10));
    talk.at(2).responder.data(20);
    if (who !== 'responder') talk.originator.ack();
    // At one time, as coarse clocks have it.
    if (who === 'originator') talk.at(3).responder.ack();
    talk.at(3);
    end(talk);
    const { findings } = (await reportOf(talk.frames)).connections[0] ?? {};
    const found = findings?.find(({ code }) => code === 'icmp-unreachable');
    assert.deepEqual(
      found?.counterEvidence.map(({ frame, says }) => [frame, says]),
      who === 'nobody' ? [] : [[talk.frames.length, `the ${who} is still there`]],
      who,
    );
  }
});

test('an ICMP error about a SYN ends the attempt, one about an established connection does not', async () => {
  const summaryOf = async (talk: Conversation): Promise<string> => {
    const { findings } = (await reportOf(talk.frames)).connections[0] ?? assert.fail();
    return findings.find(({ code }) => code === 'icmp-unreachable')?.summary ?? '';
  };
  const attempt = conversation();
  attempt.icmpError(attempt.originator.syn(), { type: 3, code: 3 });
  assert.match(
    await summaryOf(attempt),
    /^The SYN was answered by an ICMP error: most hosts give the attempt up/,
  );
  const established = idling();
  established.icmpError(established.originator.data(10));
  assert.match(await summaryOf(established), /hosts ignore that and go on/);
});
