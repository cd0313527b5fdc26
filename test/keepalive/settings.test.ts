/**
 * The settings behind the spans between probes. The truth is what was set on Linux 6.18 (250 Hz) when the spans were
 * measured, or follows by hand from tcp_keepalive_timer and the bucket widths of kernel/time/timer.c.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Estimate, KeepaliveReport } from '../../src/index.ts';
import { dividedPeriods, latenessOf, steadyPeriod, TICK_RATES } from '../../src/keepalive/timer-wheel.ts';
import { type Conversation, conversation } from '../support/conversation.ts';
import { see } from '../support/see.ts';
import type { Sent } from '../support/sent.ts';

const SECOND = 1e9;

/** Seconds of delay, and of lateness at 100, 250, 300 and 1000 Hz, from the bucket widths of kernel/time/timer.c. */
const LATENESS: readonly (readonly [delay: number, ...byRate: number[]])[] = [
  [1, 0.08, 0.032, 0.0267, 0.064],
  [10, 0.64, 0.256, 0.2133, 0.512],
  [15, 0.64, 0.256, 1.7067, 0.512],
  [30, 0.64, 2.048, 1.7067, 0.512],
  [60, 5.12, 2.048, 1.7067, 4.096],
  [300, 5.12, 16.384, 13.6533, 32.768],
  [600, 40.96, 16.384, 13.6533, 32.768],
  [7200, 327.68, 131.072, 873.8133, 262.144],
];

describe('a timer is late by at most a bucket of its level', () => {
  for (const [delay, ...byRate] of LATENESS) {
    it(`${delay} s`, () => {
      const lateness = TICK_RATES.map((rate) => latenessOf(delay * SECOND, rate) / SECOND);
      assert.deepEqual(
        lateness.map((seconds) => seconds.toFixed(3)),
        byRate.map((seconds) => seconds.toFixed(3)),
      );
    });
  }
});

/** Settings and the distance at which probes that one timer sends were seen, seconds, 250 Hz. */
const STEADY: readonly (readonly [set: number, seen: number])[] = [
  [1, 1.024],
  [2, 2.016],
  [3, 3.072],
  [5, 5.12],
];

describe('a timer that is armed whenever it fires keeps one distance', () => {
  for (const [set, seen] of STEADY) {
    it(`${set} s at 250 Hz: ${seen} s`, () => {
      assert.equal((steadyPeriod(set * SECOND, 250) / SECOND).toFixed(3), seen.toFixed(3));
    });
  }
});

/** Idle time and interval that were set, the span before the first probe and those between the answered ones. */
const MEASURED: readonly (readonly [idle: number, interval: number, first: number, period: number])[] = [
  [10, 3, 10.15, 10.24],
  [20, 5, 21.42, 20.224],
  [5, 12, 5.03, 12.03],
  [60, 10, 60.005, 61.44],
  [60, 75, 60.352, 75.776],
  [100, 10, 101.66, 100.352],
  [140, 10, 142.967, 147.456],
  [140, 75, 141.267, 141.312],
  [225, 10, 237.87, 229.376],
  [235, 10, 236.17, 245.76],
  [235, 75, 250.853, 245.76],
];

describe('answered probes show the idle time, and the interval only where it is longer', () => {
  for (const [idle, interval, first, period] of MEASURED) {
    it(`${idle}/${interval} s behind ${first} s and then ${period} s`, async () => {
      const seen = await settingsOf(answered(first, period, period, period));
      assertHolds(seen.idleSeconds, idle);
      if (interval <= idle) {
        assert.equal(seen.intervalSeconds, null);
        const periods = dividedPeriods(idle * SECOND, 250).map((span) => (span / SECOND).toFixed(3));
        assert.ok(periods.includes(period.toFixed(3)), `${period} is not in ${periods}`);
      } else assertHolds(seen.intervalSeconds, interval);
      assert.equal(seen.count, null);
    });
  }

  for (const [idle, interval, , period] of MEASURED) {
    it(`${idle}/${interval} s behind ${period} s alone: only the longer one bounds it`, async () => {
      const frames = answered(10, period, period, period);
      const seen = await settingsOf(frames.slice(-8));
      assertHolds(seen.idleSeconds, Math.max(idle, interval));
      assertHolds(seen.idleSeconds, idle);
      assert.equal(seen.intervalSeconds, null);
    });
  }
});

describe('unanswered probes show the interval, and the reset the count', () => {
  it('10/5/3 s, given up: all three, and the tick rate', async () => {
    const talk = answered(10.18, 10.24, 10.24).talk;
    const frames = inVain(talk, [10.24, 5.119, 5.12], 5.12);
    const seen = await settingsOf(frames);
    assert.equal(seen.idleSeconds?.estimate, 10);
    assert.equal(seen.intervalSeconds?.estimate, 5);
    assert.deepEqual(seen.count, { estimate: 3, low: 3, high: 3, observations: 1 });
  });

  it('a reset at another time is no give-up after a count', async () => {
    const frames = inVain(answered(10.18).talk, [10.24, 5.12, 5.12], 2.3);
    const seen = await settingsOf(frames);
    assert.equal(seen.intervalSeconds?.estimate, 5);
    assert.equal(seen.count, null);
  });

  it('a capture that begins within the run does not know the count', async () => {
    const frames = inVain(answered(10.18).talk, [10.24, 5.12, 5.12, 5.12], 5.12);
    const seen = await settingsOf(frames.slice(-4));
    assert.equal(seen.intervalSeconds?.estimate, 5);
    assert.equal(seen.count, null);
  });

  it('probes that the capture lost are counted in', async () => {
    const frames = inVain(answered(10.18).talk, [10.24, 5.12, 5.12, 5.12, 5.12], 5.12);
    const seen = await settingsOf(frames.filter((frame) => frame !== frames.at(-4)));
    assert.deepEqual(seen.count, { estimate: 5, low: 4, high: 5, observations: 1 });
  });
});

describe('what was lost in front of the capture makes spans longer, never shorter', () => {
  /** Idle 2 s, interval 1 s: of each round the first probe, or the first two, do not come to the point of capture. */
  const lossy = (talk: Conversation, lost: number, answers: 'all' | 'second'): Sent[] => {
    talk.handshake().exchange();
    const missing: Sent[] = [];
    talk.after(2.001).originator.probe();
    talk.responder.ack();
    for (let round = 0; round < 2; round++) {
      talk.after(2.004);
      for (let probe = 0; probe < lost; probe++) {
        missing.push(talk.originator.probe({ delivered: false }));
        talk.after(1.024);
      }
      talk.originator.probe();
      talk.responder.ack({ delivered: answers === 'all' });
      if (answers === 'all') continue;
      talk.after(1.024).originator.probe();
      talk.responder.ack();
    }
    return talk.frames.filter((frame) => !missing.includes(frame));
  };

  it('the idle time is the shortest span, however many are longer', async () => {
    const seen = await settingsOf(lossy(conversation(), 1, 'second'));
    assert.equal(seen.idleSeconds?.estimate, 2);
    assertHolds(seen.idleSeconds, 2);
    assert.equal(seen.intervalSeconds?.estimate, 1);
  });

  it('answered probes later than the idle time are no interval where the prober sent more in between', async () => {
    const seen = await settingsOf(lossy(conversation(), 2, 'all'));
    assert.equal(seen.idleSeconds?.estimate, 2);
    assert.equal(seen.intervalSeconds, null);
  });

  it('and where nothing tells, the interval may be any below', async () => {
    const seen = await settingsOf(lossy(conversation({ originator: { ipId: null } }), 2, 'all'));
    assertHolds(seen.intervalSeconds, 1);
    assertHolds(seen.intervalSeconds, 4);
  });

  it('where nothing was sent in between, the interval is told', async () => {
    const seen = await settingsOf(answered(2.005, 4.05, 4.06));
    assertHolds(seen.intervalSeconds, 4);
    assert.ok((seen.intervalSeconds?.low ?? 0) > 3);
  });

  it('the one gap of a run had a probe in it', async () => {
    const { talk } = answered(4.018, 4.024);
    talk.after(4.03).originator.probe({ delivered: false });
    const lost = talk.after(2.016).originator.probe({ delivered: false });
    talk.responder.reject(talk.after(2.016) && talk.originator.probe());
    const seen = await settingsOf(talk.frames.filter((frame) => frame !== lost));
    assertHolds(seen.intervalSeconds, 2);
  });

  it('gaps of several intervals', async () => {
    const frames = inVain(answered(10.18).talk, [10.24, 1.024, 1.024, 1.024, 1.024, 1.024, 1.024], 1.024);
    const lost = [frames.at(-3), frames.at(-5), frames.at(-6)];
    const seen = await settingsOf(frames.filter((frame) => !lost.includes(frame)));
    assert.equal(seen.intervalSeconds?.estimate, 1);
    assert.deepEqual(seen.count, { estimate: 7, low: 4, high: 7, observations: 1 });
  });

  it('the first probe of the run: it began an interval later than others', async () => {
    const frames = inVain(answered(4.018, 4.032, 4.032).talk, [4.032, 2.016, 2.016, 2.016], 2.016);
    const seen = await settingsOf(frames.filter((frame) => frame !== frames.at(-5)));
    assert.deepEqual(seen.count, { estimate: 4, low: 3, high: 4, observations: 1 });
  });

  it('a run that begins late because the timer was late has lost nothing', async () => {
    // 60 s at 250 Hz: up to 62.048 s, twice the interval later.
    const frames = inVain(answered(60.005, 61.44).talk, [62.04, 1.024, 1.024], 1.024);
    assert.deepEqual((await settingsOf(frames)).count, { estimate: 3, low: 3, high: 3, observations: 1 });
  });
});

describe('what the capture did not see, and no timestamps tell', () => {
  /** Idle `idle` s, as prompt as Windows, without timestamps. */
  const prompt = (idle: number, answers: readonly ('delivered' | 'lost' | 'not-captured')[]): Sent[] => {
    const talk = conversation({ timestamps: false }).handshake().exchange();
    const missing: Sent[] = [];
    let wait = idle;
    for (const answer of answers) {
      talk.after(wait + 0.002).originator.probe({ octets: 1 });
      const sent = talk.responder.dSack({ delivered: answer !== 'lost' });
      if (answer === 'not-captured') missing.push(sent);
      wait = answer === 'lost' ? 1 : idle;
    }
    return talk.frames.filter((frame) => !missing.includes(frame));
  };

  it('one answer that the capture lost does not make the idle time an interval', async () => {
    for (const place of [1, 2, 3]) {
      const seen = await settingsOf(
        prompt(
          2,
          [0, 1, 2, 3, 4].map((one) => (one === place ? 'not-captured' : 'delivered')),
        ),
      );
      assert.equal(seen.idleSeconds?.estimate, 2);
      assert.equal(seen.intervalSeconds, null);
    }
  });

  it('one probe without an answer, and the next long before the idle time was over, does show the interval', async () => {
    const talk = conversation({ timestamps: false }).handshake().exchange();
    talk.after(60).originator.probe({ octets: 1 });
    talk.responder.dSack();
    talk.after(60).originator.probe({ octets: 1, delivered: false });
    talk.after(1).originator.probe({ octets: 1 });
    talk.responder.dSack();
    assert.equal((await settingsOf(talk.frames)).intervalSeconds?.estimate, 1);
  });

  it('an answer that the prober did not receive makes a span of one interval: it may be that, or the idle time', async () => {
    const seen = await settingsOf(prompt(60, ['delivered', 'delivered', 'lost', 'delivered', 'delivered']));
    assert.equal(seen.idleSeconds?.estimate, 60);
    assertHolds(seen.idleSeconds, 60);
    assertHolds(seen.idleSeconds, 1);
  });

  it('several such answers make several such spans', async () => {
    const some = ['delivered', 'delivered', 'delivered', 'lost', 'delivered'] as const;
    const seen = await settingsOf(prompt(60, [...some, ...some, ...some]));
    assert.equal(seen.idleSeconds?.estimate, 60);
    assertHolds(seen.idleSeconds, 60);
    assertHolds(seen.idleSeconds, 1);
  });

  it('and where a longer one has a probe in it that was not captured', async () => {
    const frames = prompt(60, [
      'delivered',
      'delivered',
      'lost',
      'delivered',
      'delivered',
      'delivered',
      'delivered',
    ]);
    // A probe and its answer are missing: two idle times make one span.
    const seen = await settingsOf([...frames.slice(0, -4), ...frames.slice(-2)]);
    assert.equal(seen.idleSeconds?.estimate, 60);
  });

  it('but where most spans are as short, the idle time is', async () => {
    const most = ['delivered', 'lost', 'lost', 'lost'] as const;
    const seen = await settingsOf(prompt(60, [...most, ...most, 'delivered']));
    assert.equal(seen.idleSeconds?.estimate, 1);
    assertHolds(seen.idleSeconds, 1);
  });

  it("a capture that begins with the peer's reset does not know the count", async () => {
    const { talk } = answered(4.018);
    talk.after(4).originator.probe({ delivered: false });
    talk.after(1).originator.probe({ delivered: false });
    const reset = talk.after(0.7).responder.abort({ delivered: false });
    talk.after(0.3).originator.probe({ delivered: false });
    talk.after(1.024).originator.abort();
    const seen = await settingsOf(talk.frames.slice(talk.frames.indexOf(reset)));
    assert.equal(seen.count, null);
  });
});

describe('what shows no setting gives none', () => {
  it('the shape of a keepalive without idleness', async () => {
    const seen = await settingsOf(answered(0.1, 0.3, 0.2, 0.4));
    assert.equal(seen.idleSeconds, null);
  });

  it('times that a tool wrote in whole seconds', async () => {
    const talk = conversation({ pace: 1 }).handshake().exchange();
    for (const at of [20, 31, 42]) {
      talk.at(at).originator.probe();
      talk.responder.ack();
    }
    const seen = await settingsOf(talk.frames);
    assert.deepEqual([seen.idleSeconds, seen.intervalSeconds], [null, null]);
  });

  it('a clock that was put back in between', async () => {
    const frames = answered(10.18, 10.24, 10.24, 10.24);
    const seen = await settingsOf(
      frames.map((frame) => (frame.at < 25 ? frame : frame.copy({ after: -25 }))),
    );
    assert.equal(seen.idleSeconds, null);
  });

  it('a span of several periods, in which the capture lost something', async () => {
    const seen = await settingsOf(answered(10.18, 10.24, 20.48, 10.24));
    assert.equal(seen.idleSeconds?.observations, 3);
    assert.equal(seen.idleSeconds?.estimate, 10);
  });

  it('a span with data in it, which is shorter than from probe to probe', async () => {
    const { talk } = answered(10.18, 10.24);
    talk.after(7).exchange();
    talk.after(10.1).originator.probe();
    talk.responder.ack();
    const seen = await settingsOf(talk.frames);
    assert.equal(seen.idleSeconds?.estimate, 10);
    assert.equal(seen.intervalSeconds, null);
  });

  it('one direction: the timestamps say that probes were answered', async () => {
    const { talk } = answered(10.18, 10.24, 10.24, 10.24);
    const { address } = talk.originator;
    const seen = await settingsOf(talk.frames.filter(({ layers }) => layers?.source === address));
    assert.deepEqual([seen.idleSeconds, seen.intervalSeconds, seen.count], [null, null, null]);
  });
});

describe('stacks whose timers fire when they are due', () => {
  it('Windows: one octet, a little early at times, every second when unanswered', async () => {
    const talk = conversation({ timestamps: false }).handshake().exchange();
    for (const span of [59.99, 59.985, 60.001]) {
      talk.after(span).originator.probe({ octets: 1 });
      talk.responder.dSack();
    }
    talk.after(59.99);
    for (let probe = 0; probe < 10; probe++) {
      talk.originator.probe({ octets: 1, delivered: false });
      talk.after(1.0);
    }
    talk.originator.abort();
    const seen = await settingsOf(talk.frames);
    assert.equal(seen.idleSeconds?.estimate, 60);
    assertHolds(seen.idleSeconds, 60);
    assert.equal(seen.intervalSeconds?.estimate, 1);
    assert.equal(seen.count?.estimate, 10);
    assert.equal(seen.profile, 'Windows');
  });
});

/** The frames of a connection whose originator probes after these spans, seconds, and is answered. */
function answered(...spans: number[]): Sent[] & { talk: Conversation } {
  const talk = conversation().handshake().exchange();
  for (const span of spans) {
    // The clock stands one pace behind the last segment, and the idle time runs from the peer's.
    talk.after(span - 1e-4).originator.probe();
    talk.responder.ack();
  }
  return Object.assign(talk.frames, { talk });
}

/** Goes on with probes that nobody answers, each after its span, and the prober's reset `last` seconds later. */
function inVain(talk: Conversation, [first = 0, ...others]: readonly number[], last: number): Sent[] {
  talk.after(first - 1e-4).originator.probe({ delivered: false });
  for (const span of others) talk.after(span - 1e-4).originator.probe({ delivered: false });
  talk.after(last - 1e-4).originator.abort();
  return talk.frames;
}

async function settingsOf(frames: readonly Sent[]): Promise<KeepaliveReport> {
  const { keepalive } = (await see(frames)).connection;
  return keepalive.originator ?? keepalive.responder ?? assert.fail('nobody probes');
}

function assertHolds(stated: Estimate | null, set: number): void {
  assert.ok(stated !== null && stated.low <= set && set <= stated.high, `${set}: ${JSON.stringify(stated)}`);
}

it('a span just below a second, which jitter has shortened, is a setting of 1 s', async () => {
  const talk = conversation().handshake().exchange();
  for (const at of [0.96, 1.92, 2.89]) {
    talk.at(at).originator.probe();
    talk.responder.ack();
  }
  const { idleSeconds } = (await see(talk.frames)).connection.keepalive.originator ?? {};
  assert.equal(idleSeconds?.estimate, 1);
  assert.ok(idleSeconds.low <= 1 && idleSeconds.high >= 1);
});
