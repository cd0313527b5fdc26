/** HTTP connections that the server closes, and that a client takes from its pool too late. */
import assert from 'node:assert/strict';

import type { Experiment } from '../../../src/lab/experiment.ts';
import { httpKeepAlive } from '../../../src/lab/scenarios/http-keep-alive.ts';
import type { Run } from './run.ts';

export const HTTP_KEEP_ALIVE_RUNS: readonly Run[] = [
  {
    scenario: httpKeepAlive,
    values: { reuse: 'late', timeout: 2 },
    bothSides: true,
    holds: ({ journal, captures }) => {
      assert.deepEqual(resultsOf(journal), ['200', '200', '200']);
      for (const { truth } of captures) {
        const [first, second] = truth.flows;
        // The server's kernel answered while its application was about to close: TCP keepalive is no request.
        assert.deepEqual(first?.unanswered_probes, []);
        assert.notDeepEqual(first?.replies, []);
        assert.deepEqual([first?.fin.length, first?.rst.length], [2, 0]);
        assert.deepEqual([second?.fin.length, second?.rst.length], [2, 0]);
      }
    },
  },
  {
    scenario: httpKeepAlive,
    values: { reuse: 'unnoticed', timeout: 2 },
    holds: ({ journal, captures: [capture] }) => {
      assert.deepEqual(resultsOf(journal), ['200', '200', 'ECONNRESET', '200']);
      const [flow] = capture?.truth.flows ?? [];
      assert.deepEqual(flow?.rst_from, [flow?.b]);
      assert.equal(flow?.fin.length, 1);
      // The request came after the FIN, and the reset after the request.
      const classes = Object.values(flow?.frame_class ?? {});
      assert.ok(classes.lastIndexOf('fin') < classes.lastIndexOf('data'));
      assert.ok(classes.lastIndexOf('data') < classes.lastIndexOf('rst'));
    },
  },
  {
    scenario: httpKeepAlive,
    values: { reuse: 'crossing' },
    bothSides: true,
    holds: ({ journal, captures }) => {
      assert.deepEqual(resultsOf(journal), ['200', '200', 'ECONNRESET', '200']);
      // The request crosses the FIN: each end has sent before it receives.
      const firstOf = (host: string, what: string): number => {
        const flow = captures.find((capture) => capture.host === host)?.truth.flows[0];
        return Object.values(flow?.frame_class ?? {}).indexOf(what as 'fin');
      };
      const lastDataOf = (host: string): number => {
        const flow = captures.find((capture) => capture.host === host)?.truth.flows[0];
        return Object.values(flow?.frame_class ?? {}).lastIndexOf('data');
      };
      assert.ok(lastDataOf('client') < firstOf('client', 'fin'));
      assert.ok(firstOf('server', 'fin') < lastDataOf('server'));
    },
  },
];

/** The status of each request, or the code of its error, in the order in which they ended. */
function resultsOf({ events }: Experiment['journal']): string[] {
  return events.flatMap(({ result }) => (result === null ? [] : [result.split(/[,:]/)[0] ?? '']));
}
