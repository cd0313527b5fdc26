/**
 * A large pcap whose times run backwards and jump, in the middle of batches and between them: its records are stepped over in
 * WebAssembly, in every thread. The same frames as pcapng are stepped through one by one.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { examine } from '../../src/analyze.ts';
import { renderJson } from '../../src/report/json.ts';
import { ensureCapture } from '../bench/generate.ts';
import { buildPcapng } from '../support/captures.ts';
import { readOctets } from '../support/read-captures.ts';

const HEADER = 24;
const RECORD_HEADER = 16;
const DAY = 86_400;
/** Seconds that the clock is put ahead from this frame on, or back, until the next of these. */
const CLOCK: readonly [frame: number, ahead: number][] = [
  [513, 0],
  [514, -30],
  [1025, 0],
  [5000, 3 * DAY],
  [9000, 1.5 * DAY],
  [9001, 3 * DAY],
  [15_000, 3 * DAY + 7],
  [19_999, 400 * DAY],
];

/** The capture with its clock put as CLOCK says. */
function withOddClock(octets: Uint8Array): Uint8Array {
  const changed = octets.slice();
  const view = new DataView(changed.buffer);
  let frame = 0;
  for (let at = HEADER; at < changed.length; at += RECORD_HEADER + view.getUint32(at + 8, true)) {
    frame++;
    const ahead = CLOCK.findLast(([from]) => from <= frame)?.[1] ?? 0;
    view.setUint32(at, view.getUint32(at, true) + ahead, true);
  }
  return changed;
}

async function reportOf(path: string, threads: number): Promise<string> {
  return Buffer.concat([...renderJson(await examine(path, { threads }))]).toString();
}

describe('a capture whose clock is set while it is made', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keepscope-odd-times-'));
  after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'odd.pcap');
  ensureCapture(path, { frames: 20_000, connections: 200, ipv6: false });
  writeFileSync(path, withOddClock(readFileSync(path)));

  it('is told to have been so, where it was', async () => {
    const examination = await examine(path, { threads: 1 });
    assert.deepEqual(examination.captures[0]?.anomalies, [
      // At 514 and at 9000: 30 s and more are never between two frames of it.
      { code: 'time-backwards', count: 2, firstFrame: 514 },
      // At 5000, 9001 and 19,999: by more than a day.
      { code: 'clock-jump', count: 3, firstFrame: 5000 },
    ]);
  });

  it('has the same report with any number of threads', async () => {
    const alone = await reportOf(path, 1);
    for (const threads of [2, 3, 5]) assert.equal(await reportOf(path, threads), alone, `${threads} threads`);
  });

  it('has the same report as pcapng', async () => {
    const { frames } = await readOctets(readFileSync(path));
    const other = join(folder, 'odd.pcapng');
    writeFileSync(
      other,
      buildPcapng(frames.map(({ moment, ...frame }) => ({ time: moment ?? 0n, ...frame }))),
    );
    const said = (await reportOf(other, 1)).replaceAll('odd.pcapng', 'odd.pcap');
    assert.equal(said.replace('"format": "pcapng"', '"format": "pcap"'), await reportOf(path, 1));
  });
});
