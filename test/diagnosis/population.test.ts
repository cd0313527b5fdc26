/** Findings over connections: each is shown by a capture, and not by one that nearly does. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { NOTED_OFTEN, NOTED_PROBES } from '../../src/diagnosis/population/notes.ts';
import { type NotedConnection, Population } from '../../src/diagnosis/population/population.ts';
import type { FindingReport } from '../../src/index.ts';
import { PROBES } from '../../src/keepalive/prober-layout.ts';
import { type Conversation, conversation } from '../support/conversation.ts';
import { allFindings, reportOf } from '../support/findings.ts';
import { answered, idling, inVain, lostData } from '../support/idling.ts';
import { byTime, type Sent } from '../support/sent.ts';

/** A connection of its own, from a port of its own, that begins at `start` seconds. */
function connection(port: number, start: number, address = '10.0.0.1'): Conversation {
  const talk = conversation({ originator: { port, address, isn: port * 1000 } });
  return talk.at(start).handshake().exchange();
}

/** Idle for `gap` seconds, then in use again. */
function survivor(port: number, start: number, gap: number): Conversation {
  return connection(port, start).after(gap).exchange();
}

/** Idle for `gap` seconds, then lost: its data is never acknowledged, or answered by RST. */
function victim(port: number, start: number, gap: number, byReset = false): Conversation {
  const talk = connection(port, start);
  if (byReset) talk.responder.reject(talk.after(gap) && talk.originator.data(50));
  else lostData(talk, talk.originator, start + gap);
  return talk;
}

function together(talks: readonly Conversation[]): Sent[] {
  return byTime(...talks.map(({ frames }) => frames));
}

async function found(frames: readonly Sent[], code: string): Promise<FindingReport[]> {
  return allFindings(await reportOf(frames), code);
}

describe('idle-timeout-bounded', () => {
  // A firewall that forgets after 350 s: idle for 300 and 340 s, connections live; for 360 and 600 s, they do not.
  const population = [
    survivor(41_000, 0, 300),
    survivor(41_001, 10, 340),
    victim(41_002, 20, 360),
    victim(41_003, 700, 600),
    survivor(41_004, 1200, 120),
    survivor(41_005, 1400, 60),
  ];

  it('is between the longest silence that was survived and the shortest that was not', async () => {
    const [finding, ...others] = await found(together(population), 'idle-timeout-bounded');
    assert.equal(others.length, 0);
    assert.equal(finding?.confidence, 'likely');
    const { low = 0, high = 0 } = finding?.limitSeconds ?? {};
    assert.ok(Math.abs(low - 340) < 0.1 && Math.abs(high - 360) < 0.1, `${low}-${high}`);
    assert.deepEqual([finding?.connections, finding?.connectionCount], [[3, 4], 2]);
  });

  it('names the products whose timeout lies between, and that forget in silence', async () => {
    const [finding] = await found(together(population), 'idle-timeout-bounded');
    const names = finding?.products.map(({ name }) => name) ?? [];
    assert.deepEqual(names, ['aws-nlb', 'aws-gwlb', 'aws-conntrack']);
  });

  it('names those that reset, where the silences ended by reset', async () => {
    const resets = [...population];
    resets[2] = victim(41_002, 20, 360, true);
    resets[3] = victim(41_003, 700, 600, true);
    const [finding] = await found(together(resets), 'idle-timeout-bounded');
    assert.deepEqual(
      finding?.products.map(({ name }) => name),
      ['aws-nlb', 'aws-nat'],
    );
  });

  it('is not there where a longer silence was survived than one that was not', async () => {
    const frames = together([...population, survivor(41_006, 0, 500)]);
    assert.deepEqual(await found(frames, 'idle-timeout-bounded'), []);
  });

  it('is not there where nothing worked any more after the first loss', async () => {
    assert.deepEqual(await found(together(population.slice(0, 3)), 'idle-timeout-bounded'), []);
  });

  it('is no more than possible where one moment explains all losses, as a restart would', async () => {
    const talks = [
      survivor(41_000, 0, 300),
      survivor(41_001, 10, 340),
      victim(41_002, 400, 360),
      victim(41_003, 300, 600),
      survivor(41_004, 1200, 120),
    ];
    const [finding] = await found(together(talks), 'idle-timeout-bounded');
    assert.equal(finding?.confidence, 'possible');
  });

  it('is what keepalive on the same path is measured against', async () => {
    const late = (port: number, start: number): Conversation => {
      const talk = connection(port, start);
      talk.responder.reject(talk.after(400) && talk.originator.probe());
      return talk;
    };
    const marginal = connection(41_010, 0);
    answered(marginal, marginal.originator, [338, 676, 1014]);
    const elsewhere = conversation({ originator: { port: 41_011 }, responder: { address: '10.9.9.9' } });
    elsewhere.handshake().exchange();
    answered(elsewhere, elsewhere.originator, [400, 800, 1200]);
    const lost = [late(41_012, 20), late(41_013, 800)];
    const { connections } = await reportOf(
      together([survivor(41_000, 0, 300), survivor(41_001, 10, 340), ...lost, marginal, elsewhere]),
    );
    const codesOf = (port: number): string[] =>
      connections.find(({ originator }) => originator.port === port)?.findings.map(({ code }) => code) ?? [];
    assert.deepEqual(codesOf(41_012), ['keepalive-too-slow']);
    assert.deepEqual(codesOf(41_010), ['keepalive-marginal']);
    assert.deepEqual(codesOf(41_011), [], 'the path to another service is not known');
  });
});

describe('idle-timeout-bounded, by resets alone', () => {
  const resets = (silences: readonly number[], apart = 3): Promise<FindingReport[]> => {
    const talks = silences.map((silence, index) => {
      const talk = connection(43_000 + index, index * apart).after(silence);
      talk.responder.abort();
      return talk;
    });
    return found(together(talks), 'idle-timeout-bounded');
  };

  it('several connections are reset after the same silence, and the likely timeout is named', async () => {
    const [finding] = await resets([240.1, 240.3, 240.2, 77]);
    assert.equal(finding?.confidence, 'likely');
    assert.equal(finding?.connectionCount, 3);
    const { low = 0, high = 0 } = finding?.limitSeconds ?? {};
    assert.ok(low < 240 && high >= 240, `${low}-${high}`);
    assert.ok(finding?.products.some(({ name }) => name === 'azure-lb'));
    assert.match(
      finding?.summary ?? '',
      /^3 connections of a service were reset after nearly the same silence/,
    );
  });

  it('all at one moment it may be a host that stopped', async () => {
    const [finding] = await resets([240.1, 240.1, 240.1], 0.001);
    assert.equal(finding?.confidence, 'possible');
  });

  it('resets after different silences are of no timer, nor are two', async () => {
    assert.deepEqual(await resets([20, 50, 110, 240]), []);
    assert.deepEqual(await resets([240.1, 240.2]), []);
  });
});

describe('server-idle-close', () => {
  const closes = (gaps: readonly number[]): Sent[] =>
    together(
      gaps.map((gap, index) => {
        const talk = connection(42_000 + index, index * 3).after(gap);
        talk.responder.fin();
        talk.originator.fin();
        talk.responder.ack();
        return talk;
      }),
    );
  const overConnections = async (frames: readonly Sent[]): Promise<FindingReport[]> =>
    (await reportOf(frames)).findings.filter(({ code }) => code === 'server-idle-close');

  it('several connections are closed after the same idle time, and the likely setting is named', async () => {
    const [finding] = await overConnections(closes([75.01, 75.02, 75.05, 75.01]));
    assert.equal(finding?.connectionCount, 4);
    assert.deepEqual(
      finding?.products.map(({ name }) => name),
      ['nginx-keepalive'],
    );
  });

  it('a timeout that no product is known for is one all the same', async () => {
    const [finding] = await overConnections(closes([42.1, 42.1, 42.2]));
    assert.equal(finding?.confidence, 'likely');
    assert.deepEqual(finding?.products, []);
  });

  it('idle times that differ are not one', async () => {
    assert.deepEqual(await overConnections(closes([5, 12, 33, 75])), []);
  });
});

describe('keepalive-storm', () => {
  const probing = (connections: number, period: number, apart: number): Sent[] =>
    together(
      Array.from({ length: connections }, (_, index) => {
        const talk = connection(43_000 + index, 0.001 * index);
        const times = [1, 2, 3, 4].map((count) => count * period + index * apart);
        answered(talk, talk.originator, times);
        return talk;
      }),
    );

  it('a probe a second on a dozen connections', async () => {
    const [finding] = await found(probing(12, 1.024, 0.05), 'keepalive-storm');
    assert.equal(finding?.connectionCount, 12);
    assert.equal(finding?.from, 'originator');
    assert.match(finding?.remedy[0] ?? '', /^Raise the idle time/);
  });

  it('a probe a minute on thirty connections, all in the same moment', async () => {
    const [finding] = await found(probing(30, 60, 0.001), 'keepalive-storm');
    assert.equal(finding?.connectionCount, 30);
    assert.equal(finding?.from, 'originator');
    // A longer idle time is no cure for what comes at once.
    assert.match(finding?.remedy[0] ?? '', /different idle times/);
  });

  it('a host that probes six connections that it opened and six that it accepted, every second', async () => {
    const talks = Array.from({ length: 12 }, (_, index) => {
      const isOpened = index % 2 === 0;
      const [address, peer] = isOpened ? ['10.0.0.1', '10.0.0.2'] : ['10.0.0.2', '10.0.0.1'];
      const originator = { address, port: 43_000 + index, isn: 1000 * index };
      const talk = conversation({ originator, responder: { address: peer } })
        .handshake()
        .exchange();
      const times = [1, 2, 3, 4].map((count) => count * 1.024 + index * 0.05);
      answered(talk, isOpened ? talk.originator : talk.responder, times);
      return talk;
    });
    const [finding, ...others] = await found(together(talks), 'keepalive-storm');
    assert.deepEqual([finding?.connectionCount, finding?.from, others.length], [12, null, 0]);
  });

  it('a probe a minute on thirty connections, spread over the minute', async () => {
    assert.deepEqual(await found(probing(30, 60, 1.7), 'keepalive-storm'), []);
  });

  it('a probe a minute on a dozen connections, repeated every second when the peer is gone', async () => {
    const talks = Array.from({ length: 12 }, (_, index) => {
      const talk = connection(43_000 + index, 0.001 * index);
      const shift = index * 1.7;
      answered(talk, talk.originator, [60 + shift, 120 + shift]);
      inVain(
        talk,
        talk.originator,
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((place) => 180 + shift + place),
      );
      return talk;
    });
    assert.deepEqual(await found(together(talks), 'keepalive-storm'), []);
  });

  it('a probe a second on a dozen connections, after a million others that probe now and then', () => {
    const others = 1_000_000;
    const storms = 12;
    // Of each row, the originator has sent two probes: the exchanges 2 row + 1 and 2 row + 2.
    const period = (row: number): number => (row < others ? 60e9 : 1e9);
    const stores = {
      rows: { prober: (row: number, direction: number) => (direction === 0 ? row + 1 : 0) },
      probers: { number: (id: number, field: number) => (field === PROBES ? 2 : 2 * id) },
      exchanges: {
        previous: (id: number) => (id % 2 === 0 ? id - 1 : 0),
        kind: () => 'probe',
        position: () => 1,
        frame: (id: number) => id,
        time: (id: number) => id * 1e9 + (id % 2 === 0 ? period(id / 2 - 1) - 1e9 : 0),
      },
    } as unknown as NotedConnection['stores'];
    const population = new Population();
    for (let row = 0; row < others + storms; row++) {
      const note = row < others ? NOTED_PROBES : NOTED_PROBES | NOTED_OFTEN;
      if ((note & population.wanted) === 0) continue;
      const address = [0, 0, 0xffff, Math.min(row, others)] as const;
      const noted = { id: row + 1, row, stores, originator: { address, port: 1 } };
      population.add(noted as unknown as NotedConnection, note);
    }
    const [finding] = population.findings();
    assert.deepEqual([finding?.code, finding?.connections], ['keepalive-storm', storms]);
  });

  it('a probe a second on two connections', async () => {
    assert.deepEqual(await found(probing(2, 1.024, 0.05), 'keepalive-storm'), []);
  });
});

describe('user-timeout-abort', () => {
  /** Idle 10 s; gives up after `probes` unanswered probes, `interval` seconds apart. */
  const givenUp = (port: number, probes: number, interval = 3): Conversation => {
    const talk = connection(port, 0);
    answered(talk, talk.originator, [10, 20]);
    inVain(
      talk,
      talk.originator,
      Array.from({ length: probes }, (_, place) => 30 + interval * place),
    );
    talk.at(30 + interval * probes).originator.abort();
    return talk;
  };

  it('fewer probes than on the other connections of the same program', async () => {
    const talks = [givenUp(45_000, 5), givenUp(45_001, 5), givenUp(45_002, 2), givenUp(45_003, 5)];
    const { connections } = await reportOf(together(talks));
    const codes = connections.map(({ findings }) => findings.map(({ code }) => code));
    assert.deepEqual(codes, [[], [], ['user-timeout-abort'], []]);
    // It waited on at 13 s, when the second probe left, and gave up at 16 s.
    const [finding] = connections[2]?.findings ?? [];
    const { low = 0, high = 0 } = finding?.limitSeconds ?? {};
    assert.ok(Math.abs(low - 13) < 0.1 && Math.abs(high - 16) < 0.1, `${low}-${high}`);
  });

  it('the same number on all connections is a count', async () => {
    const talks = [givenUp(45_000, 3), givenUp(45_001, 3), givenUp(45_002, 3)];
    assert.deepEqual(await found(together(talks), 'user-timeout-abort'), []);
  });

  it('one connection alone shows nothing', async () => {
    assert.deepEqual(await found(givenUp(45_000, 2).frames, 'user-timeout-abort'), []);
  });

  /** What the table, the trace and JSON say of the count, by connection. */
  const countsOf = async (talks: readonly Conversation[]): Promise<unknown[]> => {
    const { connections } = await reportOf(together(talks));
    return connections.map(({ keepalive }) => {
      const { count = null } = keepalive.originator ?? {};
      return count === null ? null : [count.low, count.estimate, count.high];
    });
  };

  it('where it is found, the count of that side is not stated, and nobody is named by it', async () => {
    const talks = [givenUp(45_000, 3, 1), givenUp(45_001, 3, 1), givenUp(45_002, 10, 1)];
    assert.deepEqual(await countsOf(talks), [[3, 3, 3], [3, 3, 3], null]);
    const { connections } = await reportOf(together(talks));
    assert.deepEqual(
      connections[2]?.findings.map(({ code }) => code),
      ['user-timeout-abort'],
    );
    // Ten probes a second apart would be Node.js; see the profiles.
    assert.doesNotMatch(connections[2]?.keepalive.originator?.profile ?? '', /Node/);
  });

  it('a lone probe has siblings too: the reset shows their interval', async () => {
    const talks = [givenUp(45_000, 5), givenUp(45_001, 5), givenUp(45_002, 1)];
    assert.equal((await found(together(talks), 'user-timeout-abort')).length, 1);
    assert.deepEqual(await countsOf(talks), [[5, 5, 5], [5, 5, 5], null]);
    const other = [givenUp(45_000, 5), givenUp(45_001, 5), givenUp(45_002, 1, 0.4)];
    assert.deepEqual(await found(together(other), 'user-timeout-abort'), []);
  });

  it('of two connections either may be the odd one: no finding, and a count between theirs', async () => {
    const talks = [givenUp(45_000, 5), givenUp(45_001, 2)];
    assert.deepEqual(await found(together(talks), 'user-timeout-abort'), []);
    assert.deepEqual(await countsOf(talks), [
      [2, 5, 5],
      [2, 2, 5],
    ]);
  });
});

describe('duplicated-frames', () => {
  const talk = idling();
  answered(talk, talk.originator, [10, 20, 30]);

  it('every frame twice', async () => {
    const twice = byTime(
      talk.frames,
      talk.frames.map((frame) => frame.copy({ after: 0.00001 })),
    );
    const [finding] = await found(twice, 'duplicated-frames');
    assert.equal(finding?.severity, 'info');
    assert.match(finding?.summary ?? '', new RegExp(`^${talk.frames.length} frames`));
  });

  it('one frame twice is an accident', async () => {
    const once = byTime(
      talk.frames,
      talk.frames.slice(0, 1).map((frame) => frame.copy({ after: 0.00001 })),
    );
    assert.deepEqual(await found(once, 'duplicated-frames'), []);
  });
});

describe('capture-too-short', () => {
  it('a silent connection at the end of a short capture, and the command that would show it', async () => {
    const other = connection(44_001, 0).at(300).exchange();
    const [finding] = await found(together([idling(), other]), 'capture-too-short');
    assert.deepEqual(finding?.connections, [1]);
    assert.match(
      finding?.remedy[0] ?? '',
      /tcpdump -i any -s 256 .*-G 3600 -W 5 .*'\(host 10\.0\.0\.1 and host 10\.0\.0\.2 and tcp port 443\) or icmp/,
    );
  });

  it('probes in vain at the end', async () => {
    const talk = idling();
    answered(talk, talk.originator, [10, 20]);
    inVain(talk, talk.originator, [30, 35]);
    assert.equal((await found(talk.frames, 'capture-too-short')).length, 1);
  });

  it('not where all connections are closed, or show their probes', async () => {
    const closed = connection(44_002, 0);
    closed.originator.fin();
    closed.responder.fin();
    closed.originator.ack();
    const probing = connection(44_003, 0);
    answered(probing, probing.originator, [10, 20, 30, 40]);
    assert.deepEqual(await found(together([closed, probing]), 'capture-too-short'), []);
  });
});
