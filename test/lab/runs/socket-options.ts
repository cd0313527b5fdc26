/** Settings of a socket, of the system, and TCP_USER_TIMEOUT. */
import assert from 'node:assert/strict';

import type { Journal } from '../../../src/lab/journal.ts';
import { socketOptions } from '../../../src/lab/scenarios/socket-options.ts';
import { returnsOf } from '../laboratory.ts';
import type { Run } from './run.ts';

export const SOCKET_OPTIONS_RUNS: readonly Run[] = [
  {
    scenario: socketOptions,
    values: { 'system-idle': 3, 'system-count': 2, count: 6, 'user-timeout': 4500 },
    bothSides: true,
    holds: ({ journal, captures: [capture] }) => {
      assert.deepEqual(returnsOf(journal, 'client', 'recv'), [
        5,
        5,
        5,
        'ETIMEDOUT',
        'ETIMEDOUT',
        'ETIMEDOUT',
      ]);
      assert.deepEqual(
        readOptions(journal),
        // SO_KEEPALIVE is off at first, whatever the system's values; those hold until a socket has its own (tcp(7)).
        [
          [0, 3, 2, 2, 1],
          [3, 2, 2, 1, 2, 1, 6],
          [0, 4500],
        ],
      );
      // 4.5 s end at the timer of the second 5, after the probes of the seconds 2, 3 and 4; 6 probes would take 8 s.
      const sent = capture?.truth.flows.map((flow) => flow.unanswered_run_before_rst);
      assert.deepEqual(sent, [2, 6, 3]);
      assert.equal(capture?.truth.kernel_counters['client']?.['TCPAbortOnTimeout'], 3);
    },
  },
];

/** What each socket's options were, in the order in which they were read. */
function readOptions({ calls }: Journal): unknown[][] {
  const read = calls.filter(({ call }) => call === 'getsockopt');
  return [...new Set(read.map(({ local }) => local))].map((socket) =>
    read.filter(({ local }) => local === socket).map(({ result }) => result?.value),
  );
}
