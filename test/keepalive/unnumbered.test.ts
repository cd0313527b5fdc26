/** The rules by which probes are known without their numbers, each alone: bare ACKs of two sides, with times and TSvals. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type BareAck, rolesOf, type Surroundings } from '../../src/keepalive/unnumbered.ts';
import { ACK, Segment } from '../../src/wire/segment.ts';

/** Milliseconds since the first; TSval and TSecr where there are any. */
type Line = [side: 'A' | 'B', ms: number, value?: number, echo?: number];

function ack([side, ms, value, echo]: Line): BareAck {
  const segment = Object.assign(new Segment(), { time: ms * 1e6, flags: ACK, window: 100 });
  if (value !== undefined && echo !== undefined)
    Object.assign(segment, { hasTimestamps: 1, timestampValue: value, timestampEcho: echo });
  return { side: side === 'A' ? 0 : 1, segment };
}

interface Case {
  lines: Line[];
  /** P: a probe; -: none. */
  roles: string;
  next?: Line;
  isFirst?: boolean;
  slowest?: number;
}

const CASES: Record<string, Case> = {
  'a probe and its answer': {
    lines: [
      ['A', 0],
      ['B', 20],
    ],
    roles: 'P-',
  },
  'a probe that nobody answers': { lines: [['A', 0]], roles: 'P' },
  'one that comes first may be anything': { lines: [['A', 0]], roles: '-', isFirst: true },
  'a probe and its answer come first': {
    lines: [
      ['A', 0],
      ['B', 20],
    ],
    roles: 'P-',
    isFirst: true,
  },
  'what the other side has taken in is no probe': {
    lines: [
      ['A', 0, 500, 70],
      ['B', 20, 90, 500],
    ],
    roles: '--',
    isFirst: true,
  },
  'probes that cross, the answers in turn': {
    lines: [
      ['A', 0],
      ['B', 1],
      ['A', 2],
      ['B', 3],
    ],
    roles: 'PP--',
  },
  'probes that cross, both of the one between those of the other': {
    lines: [
      ['A', 0],
      ['B', 1],
      ['B', 1.5],
      ['A', 2],
    ],
    roles: 'PP--',
  },
  'a pair after another, by a timer of its own': {
    lines: [
      ['A', 0],
      ['B', 0.05],
      ['B', 4],
      ['A', 4.02],
    ],
    roles: 'P-P-',
  },
  'a pair after another over a long way': {
    lines: [
      ['A', 0],
      ['B', 62],
      ['B', 201],
      ['A', 204],
    ],
    roles: 'P-P-',
  },
  'forwarded, everything is there twice': {
    lines: [
      ['A', 0, 5, 1],
      ['A', 0.01, 5, 1],
      ['B', 1, 9, 2],
      ['B', 1.01, 9, 2],
    ],
    roles: 'PP--',
  },
  'the third has taken the second in: it answers what was not printed': {
    lines: [
      ['A', 0, 500, 70],
      ['B', 1, 90, 400],
      ['A', 2, 500, 90],
    ],
    roles: 'P--',
  },
  'the third has not: the second was a probe as well': {
    lines: [
      ['A', 0, 500, 70],
      ['B', 1, 90, 400],
      ['A', 2, 502, 70],
    ],
    roles: 'PP-',
  },
  'what is echoed afterwards was an answer': {
    lines: [['B', 0, 90, 400]],
    next: ['A', 5000, 5500, 90],
    roles: '-',
  },
  'an answer that never arrived was none, where it is late as well': {
    lines: [
      ['A', 0, 500, 70],
      ['B', 256, 90, 400],
    ],
    next: ['A', 1024, 1524, 70],
    slowest: 0.1,
    roles: 'PP',
  },
  'an answer that never arrived was one, where it was quick': {
    lines: [
      ['A', 0, 500, 70],
      ['B', 0.02, 90, 400],
    ],
    next: ['A', 1024, 1524, 70],
    slowest: 0.1,
    roles: 'P-',
  },
  'late by far, without timestamps': {
    lines: [
      ['A', 0],
      ['B', 256],
    ],
    slowest: 0.1,
    roles: 'PP',
  },
  'late, where answers are slow': {
    lines: [
      ['A', 0],
      ['B', 256],
    ],
    slowest: 200,
    roles: 'P-',
  },
};

for (const [title, { lines, roles, next, isFirst = false, slowest }] of Object.entries(CASES)) {
  test(title, () => {
    const surroundings: Surroundings = {
      isFirst,
      slowest: slowest === undefined ? null : slowest * 1e6,
      next: next === undefined ? null : ack(next),
    };
    const given = rolesOf(lines.map(ack), surroundings);
    assert.equal(given.map(({ isProbe }) => (isProbe ? 'P' : '-')).join(''), roles);
  });
}
