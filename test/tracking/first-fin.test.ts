/** How long there had been no payload when the first FIN came. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Flow, Line } from '../support/flows.ts';

/** After a handshake whose last segment but one comes at 1 s, and an exchange that ends at 3 s, the responder ends at 10 s. */
function closeIdleOf(octetsWithFin: number): number | null {
  const line = new Line();
  const flow = new Flow(line, 1).at(1).handshake().at(3).data(0).data(1);
  flow.at(10).end(1, octetsWithFin).ack(0);
  return line.shard.timeline(flow.row, line.now).closeIdle;
}

test('of a FIN without data it is the time since the last payload', () => {
  assert.equal(closeIdleOf(0), 7e9);
});

test('of a FIN with data it is not known: the duration of the handshake is no idle time', () => {
  assert.equal(closeIdleOf(10), null);
});
