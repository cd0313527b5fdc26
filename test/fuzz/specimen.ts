/** One seed to one input: a sound capture or text, mutated, sometimes compressed, sometimes with wounds in that too. */
import { gzipSync } from 'node:zlib';

import { Random } from '../bench/random.ts';
import { zstdRaw } from '../support/zstd-frames.ts';
import { mutated } from './mutators.ts';
import { soundCapture } from './sound-capture.ts';
import { soundText } from './sound-text.ts';
import { mutatedText } from './text-mutators.ts';
import { oneOf } from './traffic.ts';

/** Seeds that share the sound captures that they begin with: making these takes longer than mutating them. */
const LITTER = 16;

/** The input of a seed, a whole number from 0 on: the same always, whichever were made before. */
export function specimen(seed: number): Uint8Array {
  const random = new Random(seed);
  const { captures, texts } = soundOf(Math.floor(seed / LITTER));
  const plain = random.chance(15)
    ? mutatedText(random, oneOf(random, texts), oneOf(random, texts))
    : mutated(random, oneOf(random, captures), oneOf(random, captures));
  const form = random.between(0, 99);
  if (form >= 6) return plain;
  const packed = form < 3 ? new Uint8Array(gzipSync(plain)) : zstdRaw(plain);
  if (random.chance(60)) return packed;
  packed[random.between(0, packed.length - 1)] = random.word();
  return packed.subarray(0, random.between(1, packed.length));
}

interface Sound {
  captures: Uint8Array[];
  texts: string[];
}

let latest: { litter: number; sound: Sound } | null = null;

function soundOf(litter: number): Sound {
  if (latest?.litter !== litter) {
    const random = new Random(0x50d4_0000 ^ litter);
    const captures = Array.from({ length: 4 }, () => soundCapture(random));
    latest = { litter, sound: { captures, texts: [soundText(random), soundText(random)] } };
  }
  return latest.sound;
}
