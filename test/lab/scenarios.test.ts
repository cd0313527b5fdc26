/**
 * Every scenario of the lab, run on this kernel: keepscope's report against the truth of that very run, the truth against
 * the kernel's counters, and what the applications saw against what the kernel's manual pages promise them.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';

import type { Experiment } from '../../src/lab/experiment.ts';
import type { AnyValues, Scenario } from '../../src/lab/scenario.ts';
import { alive } from '../../src/lab/scenarios/alive.ts';
import { SCENARIOS } from '../../src/lab/scenarios/catalogue.ts';
import { deadPeer } from '../../src/lab/scenarios/dead-peer.ts';
import { compare } from '../conformance/comparison.ts';
import { isPerfect } from '../conformance/score.ts';
import { experiment, fixturesOf, leftOf, returnsOf, skipLab } from './laboratory.ts';

interface Run {
  scenario: Scenario;
  values?: AnyValues;
  bothSides?: boolean;
  /** What must hold besides. */
  holds?: (experiment: Experiment) => void;
}

const RUNS: readonly Run[] = [
  // Each scenario as it is unless told otherwise.
  ...SCENARIOS.map((scenario) => ({ scenario })),
  { scenario: alive, values: { prober: 'responder' } },
  {
    scenario: alive,
    values: { prober: 'both' },
    bothSides: true,
    holds: ({ captures }) =>
      assert.deepEqual(
        captures.map(({ host }) => host),
        ['client', 'server'],
      ),
  },
  {
    scenario: deadPeer,
    values: { prober: 'both', wait: 'recv' },
    bothSides: true,
    holds: ({ journal }) => {
      assert.deepEqual(returnsOf(journal, 'client', 'recv'), [3, 'ETIMEDOUT']);
      assert.deepEqual(returnsOf(journal, 'server', 'recv'), [17, 'ETIMEDOUT']);
    },
  },
  {
    scenario: deadPeer,
    values: { prober: 'originator', idle: 2, interval: 1, count: 5 },
    holds: ({ journal, captures: [capture] }) => {
      // select(2): a socket with an error is readable; the error is the next call's.
      assert.deepEqual(returnsOf(journal, 'client', 'select'), [1]);
      assert.deepEqual(returnsOf(journal, 'client', 'recv'), [3, 'ETIMEDOUT']);
      assert.deepEqual(returnsOf(journal, 'server', 'recv'), [17, null]);
      assert.equal(capture?.truth.flows[0]?.unanswered_run_before_rst, 5);
      assert.equal(capture?.truth.kernel_counters['client']?.['TCPAbortOnTimeout'], 1);
    },
  },
];

describe('each scenario is told as it was', { concurrency: true, skip: skipLab() }, () => {
  for (const run of RUNS) {
    it(titleOf(run), async () => {
      const done = await experiment(run.scenario, run.values, { bothSides: run.bothSides ?? false });
      try {
        assert.notEqual(done.captures.length, 0);
        for (const { truth } of done.captures) {
          assert.deepEqual(truth.problems, []);
          assert.notDeepEqual(truth.flows, []);
        }
        for (const fixture of await fixturesOf(done)) {
          const { keepscope, faults } = await compare(fixture, false);
          assert.deepEqual(faults, []);
          for (const [what, score] of Object.entries(keepscope)) assert.ok(isPerfect(score), what);
        }
        run.holds?.(done);
      } finally {
        await done.remove();
      }
    });
  }

  after(() => {
    assert.deepEqual(leftOf(process.pid), []);
    assert.deepEqual(childrenOf(process.pid), []);
  });
});

function titleOf({ scenario, values = {}, bothSides = false }: Run): string {
  const options = Object.entries(values).map(([name, value]) => `--${name} ${value}`);
  return [scenario.name, ...options, ...(bothSides ? ['--both-sides'] : [])].join(' ');
}

/** Command lines of what the lab starts, among the process's children (proc(5): field 4 of /proc/PID/stat is the parent). */
function childrenOf(parent: number): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => parentOf(pid) === parent)
    .map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '))
    .filter((command) => /tcpdump|netns|lab\/actor/.test(command));
}

function parentOf(pid: string): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // It ended in the meantime.
    return null;
  }
}
