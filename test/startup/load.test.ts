/** What V8 made of the program when it was built is used; and where it cannot be, the program runs without. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CAPTURE = join(ROOT, 'fixtures/dead-linkcut-nft.pcap');

/** Runs the program with these arguments; at its end, what became of each chunk: was there anything, and was it refused. */
const TELL = `
const { load, madeFileOf, scripts } = await import(process.argv[1]);
const { existsSync, writeSync } = await import('node:fs');
process.on('exit', () => {
  const told = [...scripts].map(([file, { cachedDataRejected }]) => {
    const made = madeFileOf(file);
    return [file, made !== null && existsSync(made), cachedDataRejected];
  });
  writeSync(3, JSON.stringify(told));
});
process.argv.splice(1, 1, 'keepscope');
load('cli/main');
`;

type Told = [file: string, isMade: boolean, isRefused: boolean | undefined];

const folder = mkdtempSync(join(tmpdir(), 'keepscope-load-'));
after(() => rmSync(folder, { recursive: true }));

/** An installation of its own. */
function installed(name: string): string {
  const root = join(folder, name);
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(join(ROOT, part), join(root, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

function madeIn(root: string): string[] {
  return readdirSync(join(root, 'dist'))
    .filter((name) => name.endsWith('.v8'))
    .map((name) => join(root, 'dist', name));
}

function told(args: readonly string[]): Told[] {
  const output = join(folder, 'told');
  const program = ['--input-type=module', '-e', TELL, join(ROOT, 'dist/load.cjs'), ...args];
  execFileSync('sh', ['-c', 'exec "$@" 3>"$0" >/dev/null', output, process.execPath, ...program], {
    cwd: folder,
  });
  return JSON.parse(readFileSync(output, 'utf8')) as Told[];
}

function reportOf(root: string): string {
  return execFileSync(process.execPath, [join(root, 'bin/keepscope.js'), CAPTURE], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

describe('the chunks of the program', () => {
  for (const form of ['table', 'json', 'csv', 'markdown', 'trace', 'events'])
    it(`of an analysis as ${form} come as V8 made them`, () => {
      const chunks = told([CAPTURE, '--format', form]).filter(([file]) => !file.endsWith('main.cjs'));
      assert.ok(chunks.length >= 5);
      for (const [file, isMade, isRefused] of chunks)
        assert.deepEqual([isMade, isRefused], [true, false], file);
    });

  const whole = reportOf(ROOT);

  it('are compiled where nothing was made of them', () => {
    const root = installed('nothing-made');
    for (const file of madeIn(root)) rmSync(file);
    assert.equal(reportOf(root), whole);
  });

  it('are compiled where another version made it, or where it was cut', () => {
    const root = installed('others');
    for (const [place, file] of madeIn(root).entries()) {
      const made = readFileSync(file);
      // The second word is the hash of V8's version (SerializedCodeData of snapshot/code-serializer.h).
      made.writeUInt32LE(made.readUInt32LE(4) ^ 1, 4);
      writeFileSync(file, made);
      if (place % 3 === 1) truncateSync(file, made.length / 2);
      if (place % 3 === 2) truncateSync(file, 0);
    }
    assert.equal(reportOf(root), whole);
  });
});
