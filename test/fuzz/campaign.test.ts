/** The fuzzer itself, and as many frames through it as take about a minute; `npm run fuzz` goes on from there. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { Random } from '../bench/random.ts';
import { buildPcap } from '../support/captures.ts';
import { SAMPLES } from '../wire/samples.ts';
import { captureAnatomy } from './capture-anatomy.ts';
import { largest, readField, writeField } from './field.ts';
import { soundCapture } from './sound-capture.ts';
import { specimen } from './specimen.ts';

const FRAMES = 40_000;
const RUN = fileURLToPath(new URL('run.ts', import.meta.url));

function fuzz(...options: readonly string[]): Promise<{ stdout: string }> {
  return promisify(execFile)(process.execPath, ['--import', 'tsx', RUN, ...options]);
}

it(`${FRAMES} mutated frames leave every invariant as it is`, async (test) => {
  const { stdout } = await fuzz('--frames', `${FRAMES}`);
  for (const line of stdout.trim().split('\n')) test.diagnostic(line);
  assert.match(stdout, /^no fault$/m);
  const [, reached = '0'] = /^wire\/: .* functions, .*\(([\d.]+) %\) lines$/m.exec(stdout) ?? [];
  assert.ok(Number(reached) > 80, `the mutator reaches only ${reached} % of wire/`);
});

it('a seed is a capture of its own, whichever came before', () => {
  const forwards = [5, 40, 41, 700].map((seed) => Buffer.from(specimen(seed)).toString('base64'));
  const backwards = [700, 41, 40, 5].map((seed) => Buffer.from(specimen(seed)).toString('base64'));
  assert.deepEqual(backwards.reverse(), forwards);
  assert.equal(new Set(forwards).size, forwards.length);
});

it('--one tells of one seed', async () => {
  const { stdout } = await fuzz('--seed', '3', '--one');
  assert.match(
    stdout,
    /^seed 3: \d+ octets, in .*\n(\d+ frames, and all that must hold does|no capture: .*)\n$/,
  );
  rmSync(/, in (.*)$/m.exec(stdout)?.[1] ?? '');
});

describe('the anatomy of a sound capture', () => {
  it('finds TCP in every kind of packet that is read', () => {
    for (const { name, linkType, octets } of SAMPLES) {
      const { fields } = captureAnatomy(buildPcap([{ time: 0n, octets }], { linkType }));
      assert.ok(
        fields.some((field) => field.name === 'tcp.sequence'),
        name,
      );
    }
  });

  it('finds numbers that can be read and written', () => {
    for (let seed = 0; seed < 20; seed++) {
      const octets = soundCapture(new Random(seed));
      const { fields } = captureAnatomy(octets);
      for (const field of fields) {
        const before = octets.slice();
        const value = readField(octets, field);
        writeField(octets, field, largest(field));
        assert.equal(readField(octets, field), largest(field), field.name);
        writeField(octets, field, value);
        assert.deepEqual(octets, before, field.name);
      }
    }
  });
});
