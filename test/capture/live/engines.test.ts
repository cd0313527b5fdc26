/** What engines deliver: the frames that tcpdump writes to a file at the same time, stamped like the kernel does. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { readCaptures } from '../../support/read-captures.ts';
import { Capturing } from './capturing.ts';
import { FRAMES_A_KNOCK, inField, skips } from './field.ts';

const SNAPLEN = 256;
const MILLISECOND = 1e6;

describe('an engine', { concurrency: true }, async () => {
  for (const [engine, skip] of await skips()) {
    it(`delivers what tcpdump writes, with the kernel's stamps: ${engine}`, { skip }, () =>
      inField(async (field) => {
        const path = join(field.folder, 'truth.pcap');
        const recording = await field.near.record(path);
        const live = await Capturing.start(field.near, 'eth0', engine);
        await field.knock(50);
        await live.stop();
        assert.deepEqual(await recording.stop(), { frames: 50 * FRAMES_A_KNOCK, dropped: 0 });

        const [expected] = await readCaptures([path]);
        assert.deepEqual(
          live.frames.map(({ octets, originalLength }) => ({ octets, originalLength })),
          expected?.frames.map(({ octets, originalLength }) => ({
            octets: Buffer.from(octets).subarray(0, SNAPLEN).toString('hex'),
            originalLength,
          })),
        );
        const late = live.frames.map(({ at }, index) =>
          Number(BigInt(at) - (expected?.frames[index]?.moment ?? 0n)),
        );
        assert.ok(Math.abs(median(late)) < 5 * MILLISECOND, `${median(late)} ns`);
        assert.deepEqual(live.codes, ['engine-started']);
        const [facts] = live.facts;
        assert.equal(facts?.complete, true);
        assert.equal(facts?.dropped, engine === 'cap' ? null : 0);
      }),
    );
  }

  const tcpdump = (await skips()).find(([engine]) => engine === 'tcpdump');
  it('tells what was dropped while it runs: tcpdump', { skip: tcpdump?.[1] ?? false }, () =>
    inField(async ({ near }) => {
      const live = await Capturing.start(near, 'eth0', 'tcpdump');
      assert.equal(live.dropped, null);
      await live.until('the counters are told', () => live.dropped === 0);
      await live.stop();
    }),
  );
});

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}
