/** A NAT that forgets, in its three ways and to either end, and one that keepalive reminds. */
import assert from 'node:assert/strict';

import { natExpiry } from '../../../src/lab/scenarios/nat-expiry.ts';
import { natKeptAlive } from '../../../src/lab/scenarios/nat-kept-alive.ts';
import { returnsOf } from '../laboratory.ts';
import type { Run } from './run.ts';

export const NAT_RUNS: readonly Run[] = [
  {
    scenario: natExpiry,
    values: { unknown: 'reset', timeout: 2 },
    holds: ({ journal, captures }) => {
      assert.deepEqual(returnsOf(journal, 'client', 'send'), [17, 12, 17]);
      assert.deepEqual(returnsOf(journal, 'client', 'recv'), [3, 'ECONNRESET', 3]);
      assert.deepEqual(returnsOf(journal, 'server', 'recv'), [17, null, 17]);
      assert.deepEqual(
        captures.map(({ host, truth }) => [host, truth.flows.map(({ rst }) => rst.length)]),
        [
          ['client', [1, 0]],
          ['server', [0, 0]],
        ],
      );
    },
  },
  {
    scenario: natExpiry,
    values: { unknown: 'untranslated', timeout: 2 },
    holds: ({ captures }) => {
      // The server resets what comes from an address that it has no connection with (RFC 9293 §3.10.7.1).
      const [, atServer] = captures;
      assert.deepEqual(
        atServer?.truth.flows.map(({ a, rst_from }) => [a.split(':')[0], rst_from.length]),
        [
          ['198.51.100.1', 0],
          ['192.0.2.2', 1],
          ['198.51.100.1', 0],
        ],
      );
    },
  },
  {
    scenario: natExpiry,
    values: { speaker: 'responder', timeout: 5, retries: 3 },
    holds: ({ journal, captures: [atServer] }) => {
      assert.deepEqual(returnsOf(journal, 'server', 'recv'), [17, 'ETIMEDOUT', 17]);
      // tcp_write_err(): who gives up on data resets nothing.
      assert.deepEqual(
        atServer?.truth.flows.map(({ rst }) => rst),
        [[], []],
      );
    },
  },
  { scenario: natExpiry, values: { speaker: 'responder', unknown: 'untranslated', timeout: 2 } },
  {
    scenario: natKeptAlive,
    values: { prober: 'responder', idle: 1, timeout: 2, probes: 4 },
    bothSides: true,
    holds: ({ captures }) => {
      for (const { truth } of captures) assert.deepEqual(truth.flows[0]?.retransmissions, []);
    },
  },
];
