/** The capture stream of the engine `cap`: what comes of frames when the reader is slow, and of the clock. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { CapStream } from '../../../src/capture/live/cap-stream.ts';
import { concatenate } from '../../support/captures.ts';
import { type ReadCapture, readOctets } from '../../support/read-captures.ts';

const SNAPLEN = 100;
const ETHERNET = 1;

/** A reader that has room for so many octets, until it is given more. */
class Reader {
  room = 0;
  readonly #taken: Uint8Array[] = [];

  readonly write = (octets: Uint8Array): number => {
    const taken = octets.slice(0, this.room);
    this.room -= taken.length;
    this.#taken.push(taken);
    return taken.length;
  };

  /** What it has got. */
  read(): Promise<ReadCapture> {
    return readOctets(concatenate(this.#taken));
  }
}

/** A frame with its number in its first four octets; the same buffer each time, as the addon has it. */
const buffer: Buffer = Buffer.alloc(65_535);
function numbered(number: number): Buffer {
  buffer.writeUInt32BE(number, 0);
  return buffer;
}

describe('the stream of the engine cap', () => {
  it('holds every frame, cut to the snaplen, stamped with the time of its receipt', async () => {
    const reader = new Reader();
    reader.room = Number.POSITIVE_INFINITY;
    const stream = new CapStream(reader.write, ETHERNET, SNAPLEN);
    const before = Date.now();
    for (const [number, length] of [60, 100, 101, 65_535].entries()) stream.take(numbered(number), length);
    assert.equal(stream.flush(), true);
    const after = Date.now() + 1;
    const { frames, facts } = await reader.read();
    assert.deepEqual(
      frames.map(({ octets, originalLength }) => [octets.length, originalLength]),
      [
        [60, 60],
        [100, 100],
        [100, 101],
        [100, 65_535],
      ],
    );
    assert.deepEqual(numbersOf(frames), [0, 1, 2, 3]);
    for (const { moment } of frames) {
      const milliseconds = Number(moment ?? 0n) / 1e6;
      assert.ok(milliseconds > before - 5 && milliseconds < after + 5, `${milliseconds - before}`);
    }
    assert.deepEqual([facts.complete, facts.linkTypes], [true, [ETHERNET]]);
  });

  it('never waits: beyond its bound it drops frames and counts them, and goes on when there is room', async () => {
    const reader = new Reader();
    const stream = new CapStream(reader.write, ETHERNET, SNAPLEN);
    let taken = 0;
    // 16 MiB and a bit, at 116 octets a frame.
    while (stream.dropped === 0 && taken < 1e6) stream.take(numbered(taken++), SNAPLEN);
    const kept = taken - stream.dropped;
    assert.ok(kept > 140_000 && kept < 150_000, `${kept}`);
    for (let more = 0; more < 1000; more++) stream.take(numbered(taken++), SNAPLEN);
    assert.equal(stream.dropped, taken - kept);
    assert.equal(stream.flush(), false);

    // A reader that takes a little at a time, cutting records anywhere.
    while (!stream.flush()) reader.room = 12_345;
    reader.room = Number.POSITIVE_INFINITY;
    stream.take(numbered(taken), SNAPLEN);
    stream.flush();
    const { frames, facts } = await reader.read();
    assert.equal(facts.complete, true);
    assert.deepEqual(numbersOf(frames), [...Array(kept).keys(), taken]);
  });

  it('keeps as much however often a reader without room is asked', async () => {
    const reader = new Reader();
    const stream = new CapStream(reader.write, ETHERNET, SNAPLEN);
    const taken = 20_000;
    for (let number = 0; number < taken; number++) {
      stream.take(numbered(number), SNAPLEN);
      if (number % 10 === 0) assert.equal(stream.flush(), false);
    }
    assert.equal(stream.dropped, 0);
    reader.room = Number.POSITIVE_INFINITY;
    assert.equal(stream.flush(), true);
    const { frames } = await reader.read();
    assert.deepEqual(numbersOf(frames), [...Array(taken).keys()]);
  });

  it('finds out by itself that there is room again, while frames keep coming', () => {
    const reader = new Reader();
    const stream = new CapStream(reader.write, ETHERNET, SNAPLEN);
    while (stream.dropped === 0) stream.take(numbered(0), SNAPLEN);
    reader.room = Number.POSITIVE_INFINITY;
    for (let more = 0; more < 1000; more++) stream.take(numbered(0), SNAPLEN);
    assert.ok(stream.dropped < 100, `${stream.dropped}`);
  });
});

function numbersOf(frames: ReadCapture['frames']): number[] {
  return frames.map(({ octets }) => Buffer.from(octets).readUInt32BE(0));
}
