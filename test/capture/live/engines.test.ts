/** What engines deliver: the frames that tcpdump writes to a file at the same time, stamped like the kernel does. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { Epoch } from '../../../src/capture/epoch.ts';
import { openCaptures } from '../../../src/capture/open.ts';
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

        const expected = await framesOf(path);
        assert.deepEqual(
          live.frames.map(({ octets, originalLength }) => ({ octets, originalLength })),
          expected.map(({ octets, originalLength }) => ({ octets, originalLength })),
        );
        const late = live.frames.map(({ at }, index) => Number(BigInt(at) - (expected[index]?.at ?? 0n)));
        assert.ok(Math.abs(median(late)) < 5 * MILLISECOND, `${median(late)} ns`);
        assert.deepEqual(live.codes, ['engine-started']);
        const [facts] = live.facts;
        assert.equal(facts?.complete, true);
        assert.equal(facts?.dropped, engine === 'cap' ? null : 0);
      }),
    );
  }
});

interface Frame {
  octets: string;
  originalLength: number;
  at: bigint;
}

async function framesOf(path: string): Promise<Frame[]> {
  const epoch = new Epoch();
  const frames: Frame[] = [];
  for (const reader of await openCaptures([path], { epoch })) {
    while (await reader.fill()) {
      while (reader.next()) {
        const { view, start, end, originalLength, time } = reader;
        const octets = Buffer.from(view.buffer, start, Math.min(end - start, SNAPLEN)).toString('hex');
        frames.push({ octets, originalLength, at: (epoch.base ?? 0n) + BigInt(Math.round(time)) });
      }
    }
  }
  return frames;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}
