/**
 * Every scenario of the lab, run on this kernel: keepscope's report against the truth of that very run, the truth against
 * the kernel's counters, and what the applications saw against what the kernel's manual pages promise them.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';

import type { Experiment } from '../../src/lab/experiment.ts';
import { alive } from '../../src/lab/scenarios/alive.ts';
import { SCENARIOS } from '../../src/lab/scenarios/catalogue.ts';
import { deadPeer } from '../../src/lab/scenarios/dead-peer.ts';
import { lossy } from '../../src/lab/scenarios/lossy.ts';
import { peerReboot } from '../../src/lab/scenarios/peer-reboot.ts';
import { unreachable } from '../../src/lab/scenarios/unreachable.ts';
import { seenLines } from '../../src/lab/seen-lines.ts';
import { compare } from '../conformance/comparison.ts';
import { isPerfect } from '../conformance/score.ts';
import { experiment, fixturesOf, leftOf, returnsOf, skipLab } from './laboratory.ts';
import { FIN_RUNS } from './runs/fin.ts';
import { HTTP_KEEP_ALIVE_RUNS } from './runs/http-keep-alive.ts';
import { MID_IDLE_RUNS } from './runs/mid-idle.ts';
import { NAT_RUNS } from './runs/nat.ts';
import { PING_PONG_RUNS } from './runs/ping-pong.ts';
import type { Run } from './runs/run.ts';
import { SOCKET_OPTIONS_RUNS } from './runs/socket-options.ts';
import { ZERO_WINDOW_RUNS } from './runs/zero-window.ts';
import { Standstills } from './standstills.ts';

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
    bothSides: true,
    holds: ({ journal, captures: [capture] }) => {
      // select(2): a socket with an error is readable; the error is the next call's.
      assert.deepEqual(returnsOf(journal, 'client', 'select'), [1]);
      assert.deepEqual(returnsOf(journal, 'client', 'recv'), [3, 'ETIMEDOUT']);
      assert.deepEqual(returnsOf(journal, 'server', 'recv'), [17, null]);
      assert.equal(capture?.truth.flows[0]?.unanswered_run_before_rst, 5);
      assert.equal(capture?.truth.kernel_counters['client']?.['TCPAbortOnTimeout'], 1);
    },
  },
  {
    scenario: peerReboot,
    values: { away: 0, idle: 2 },
    bothSides: true,
    holds: ({ journal, captures }) => {
      // tcp_reset(): the error of a reset is ECONNRESET.
      assert.deepEqual(returnsOf(journal, 'client', 'select'), [1]);
      assert.deepEqual(returnsOf(journal, 'client', 'recv'), [3, 'ECONNRESET']);
      assert.deepEqual(returnsOf(journal, 'server', 'recv'), [17, null]);
      assert.ok(seenLines(journal).some((line) => /server +recv +never returned$/.test(line)));
      for (const { truth } of captures) {
        assert.equal(truth.flows[0]?.rst_replies.length, 1);
        // The old kernel had nothing to leave by, the new one answered the probe.
        assert.deepEqual(truth.flows[0]?.fin, []);
        assert.equal(truth.kernel_counters['rebooted']?.['OutRsts'], 1);
      }
    },
  },
  {
    scenario: peerReboot,
    values: { 'without-keepalive': true },
    holds: ({ journal, captures: [capture] }) => {
      // send(2): nobody knows yet at the first one; EPIPE after the error was told.
      assert.deepEqual(returnsOf(journal, 'client', 'send'), [17, 20, 'EPIPE']);
      assert.deepEqual(returnsOf(journal, 'client', 'recv'), [3, 'ECONNRESET']);
      assert.equal(capture?.truth.kernel_counters['rebooted']?.['OutRsts'], 1);
      assert.equal(capture?.truth.kernel_counters['client']?.['TCPKeepAlive'], 0);
    },
  },
  // Without ICMP errors, and with those of RFC 792 type 3 and codes 0, 1 and 13.
  ...(
    [
      ['nothing', null],
      ['network', /^ICMP net 198\.51\.100\.2 unreachable$/],
      ['host', /^ICMP host 198\.51\.100\.2 unreachable$/],
      ['prohibited', /^ICMP host 198\.51\.100\.2 unreachable - admin prohibited filter$/],
    ] as const
  ).map(
    ([icmp, says]): Run => ({
      scenario: unreachable,
      values: { icmp, idle: 2, count: 2 },
      bothSides: true,
      holds: ({ journal, captures }) => {
        // tcp_v4_err() ignores what quotes a number outside of the window: not EHOSTUNREACH.
        assert.deepEqual(returnsOf(journal, 'client', 'recv'), [3, 'ETIMEDOUT']);
        const [{ truth }] = captures as [Experiment['captures'][number]];
        assert.equal(truth.kernel_counters['client']?.['OutOfWindowIcmps'], says === null ? 0 : 2);
        assert.equal(truth.flows[0]?.icmp_replies.length, says === null ? 0 : 2);
        // Two probes, and the reset of who gives up.
        assert.equal(truth.icmp_errors.length, says === null ? 0 : 3);
        for (const error of truth.icmp_error_types) assert.match(error, says ?? /never/);
      },
    }),
  ),
  ...(
    [
      ['probes', 4, 0],
      ['answers', 0, 4],
      ['both', 2, 2],
    ] as const
  ).map(
    ([lose, probesLost, answersLost]): Run => ({
      scenario: lossy,
      values: { lose },
      bothSides: true,
      holds: ({ journal, captures }) => {
        const [client, server] = captures.map(({ truth }) => truth.flows[0]);
        assert.equal(client?.unanswered_probes.length, 4);
        assert.equal((client?.probes.length ?? 0) - (server?.probes.length ?? 0), probesLost);
        assert.equal((server?.replies.length ?? 0) - (client?.replies.length ?? 0), answersLost);
        // The applications noticed nothing, and talk again over the same connection.
        assert.equal(captures[0]?.truth.flows.length, 1);
        assert.deepEqual(returnsOf(journal, 'server', 'recv'), [17, 20]);
        assert.deepEqual(returnsOf(journal, 'client', 'recv'), [3, 3]);
      },
    }),
  ),
  ...FIN_RUNS,
  ...NAT_RUNS,
  ...SOCKET_OPTIONS_RUNS,
  ...PING_PONG_RUNS,
  ...HTTP_KEEP_ALIVE_RUNS,
  ...ZERO_WINDOW_RUNS,
  ...MID_IDLE_RUNS,
];

/**
 * A virtual machine stands still for parts of seconds, now and then. The kernel's timers are late by as much, and what
 * the intervals between probes would say of the settings is rightly not stated then: such an experiment is made again.
 * It may have happened unnoticed; where it was noticed, the attempt does not count.
 */
const ATTEMPTS = 3;
const MOST_ATTEMPTS = 10;

describe('each scenario is told as it was', { concurrency: 8, skip: skipLab() }, () => {
  const standstills = new Standstills();
  for (const run of RUNS) {
    it(titleOf(run), async (test) => {
      let counted = 0;
      for (let attempt = 1; ; attempt++) {
        const began = performance.now();
        try {
          return await tell(run);
        } catch (error) {
          const isDisturbed = standstills.anySince(began);
          if (!isDisturbed) counted++;
          if (counted === ATTEMPTS || attempt === MOST_ATTEMPTS) throw error;
          const why = isDisturbed ? 'the machine stood still' : 'made again';
          test.diagnostic(`${why}: ${error instanceof Error ? error.message : error}`);
        }
      }
    });
  }

  after(() => {
    standstills.end();
    assert.deepEqual(leftOf(process.pid), []);
    assert.deepEqual(childrenOf(process.pid), []);
  });
});

/** Makes the experiment; throws where what keepscope tells of it is not what happened. */
async function tell(run: Run): Promise<void> {
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
    done.remove();
  }
}

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
