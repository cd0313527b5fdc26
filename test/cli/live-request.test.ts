/** `keepscope live` as it is typed: what is kept is what docs/limits.md says. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { liveRequestOf } from '../../src/cli/live-request.ts';

const LIMITS = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8');

/** The first number that the manual has in the row of `what`; of `live`, where it says so. */
function promised(what: string, scope = ''): number {
  const [, most = ''] = new RegExp(`^\\| ${what} \\|[^|]*?${scope} ?([\\d,]+)`, 'm').exec(LIMITS) ?? [];
  return Number(most.replaceAll(',', ''));
}

test('what is kept of a live capture is bounded as the manual says', () => {
  assert.deepEqual(liveRequestOf('eth0', {}).limits, {
    connections: promised('connections at the same time', 'live'),
    exchanges: promised('probes of one side of a connection', 'live'),
    exchangesTotal: promised('probes of all connections together'),
    held: promised('frames, or probes, of a connection that wait for what they are'),
  });
});

test('options say otherwise', () => {
  const { limits } = liveRequestOf('eth0', { 'max-connections': '10', 'max-probes': '300' });
  assert.deepEqual([limits.connections, limits.exchanges], [10, 300]);
});
