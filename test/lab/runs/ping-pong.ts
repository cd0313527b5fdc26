/** The heartbeat of an application, in time, late, and of one that hangs. */
import assert from 'node:assert/strict';

import type { ExperimentCapture } from '../../../src/lab/experiment.ts';
import { pingPong } from '../../../src/lab/scenarios/ping-pong.ts';
import { returnsOf } from '../laboratory.ts';
import type { Run } from './run.ts';

/** A type of 4 octets and 1,024 octets. */
const OCTETS = 1028;

export const PING_PONG_RUNS: readonly Run[] = [
  {
    scenario: pingPong,
    values: { idle: 1, interval: 1, beats: 2, keepalive: true },
    bothSides: true,
    holds: ({ journal, captures }) => {
      assert.deepEqual(returnsOf(journal, 'client', 'send'), [17, OCTETS, OCTETS]);
      assert.deepEqual(returnsOf(journal, 'client', 'recv'), [3, OCTETS, OCTETS]);
      for (const capture of captures) assert.deepEqual(beatsOf(capture), ['ping', 'pong', 'ping', 'pong']);
    },
  },
  {
    scenario: pingPong,
    values: { server: 'late', idle: 1, interval: 2, beats: 1 },
    holds: ({ journal, captures: [capture] }) => {
      assert.deepEqual(beatsOf(capture), ['ping', 'ping', 'pong', 'pong']);
      // TCP is a stream: both messages come with one recv.
      assert.deepEqual(returnsOf(journal, 'server', 'recv'), [17, 2 * OCTETS]);
    },
  },
  {
    scenario: pingPong,
    // A probe every second: between two of them, no PING leaves before the answer to a probe has come.
    values: { server: 'hangs', keepalive: true, idle: 2.5, interval: 2.5, tries: 2, beats: 1 },
    holds: ({ journal, captures: [capture] }) => {
      assert.deepEqual(beatsOf(capture), ['ping', 'pong', 'ping', 'ping']);
      assert.deepEqual(returnsOf(journal, 'server', 'recv'), [17, OCTETS]);
      const [flow] = capture?.truth.flows ?? [];
      // The kernel of the application that hangs goes on answering, also between the two PINGs.
      assert.deepEqual(flow?.unanswered_probes, []);
      assert.deepEqual(flow?.retransmissions, []);
      assert.ok((flow?.replies.length ?? 0) >= 2);
      assert.equal(flow?.fin.length, 1);
    },
  },
];

/** The messages in the order of the capture. */
function beatsOf(capture: ExperimentCapture | undefined): string[] {
  return (capture?.truth.flows ?? []).flatMap(({ frame_class }) =>
    Object.values(frame_class).filter((what) => what === 'ping' || what === 'pong'),
  );
}
