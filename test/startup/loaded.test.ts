/**
 * What a command loads before it does anything (docs/architecture.md). No timing: the files and Node's modules are counted,
 * so that a package, a large module or one of Node's that starts to be loaded on the way shows here.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { keepscope } from '../support/command.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = join(ROOT, 'bin/keepscope.js');
const LIBRARY = join(ROOT, 'dist/index.js');
const FILES_READ = new URL('files-read.mjs', import.meta.url).href;
const CAPTURE = join(ROOT, 'fixtures/dead-linkcut-nft.pcap');

/** The reading of a capture is dist/ in a dozen files; each one more takes a millisecond. */
const MOST_FILES = 14;
/** The largest are the analysis, the command line with yargs, and the tracking. */
const MOST_OCTETS = 900_000;
/** Each takes milliseconds to load, and a capture of one thread needs none of them. */
const NOT_NEEDED =
  /^(child_process|cluster|crypto|dgram|dns|http|https|inspector|perf_hooks|readline|repl|tls|worker_threads|zlib)$/;

/** The program up to where the arguments are understood. */
const COMMAND_LINE =
  /^(bin\/keepscope\.js|dist\/load\.cjs|dist\/cli\/main\.cjs|dist\/(program|shared|rolldown-runtime)-[\w-]{8}\.cjs)$/;

interface Loaded {
  /** Below the root. */
  files: string[];
  octets: number;
  /** Without `node:`. */
  modules: string[];
}

describe('a small capture', () => {
  for (const format of ['table', 'trace', 'json', 'csv', 'events']) {
    it(`as ${format} loads little, and no package`, () => {
      const { files, octets, modules } = loadedBy([PROGRAM, CAPTURE, '--format', format]);
      const foreign = files.filter((file) => !/^(bin|dist)\//.test(file));
      assert.deepEqual(foreign, []);
      assert.ok(files.length <= MOST_FILES, `${files.length} files: ${files.join(' ')}`);
      assert.ok(octets <= MOST_OCTETS, `${octets} octets: ${files.join(' ')}`);
      assert.deepEqual(
        modules.filter((name) => NOT_NEEDED.test(name)),
        [],
      );
    });
  }

  it('is what makes the difference: with two threads they are loaded', () => {
    assert.ok(loadedBy([PROGRAM, CAPTURE, '--threads', '2']).modules.includes('worker_threads'));
  });
});

describe('what analyzes nothing', () => {
  for (const args of [['--version'], ['--help'], ['report', '--help'], ['completion'], ['schema']]) {
    it(`keepscope ${args.join(' ')} loads the command line only`, () => {
      const { files, modules } = loadedBy([PROGRAM, ...args]);
      assert.deepEqual(
        files.filter((file) => !COMMAND_LINE.test(file)),
        [],
      );
      assert.deepEqual(
        modules.filter((name) => NOT_NEEDED.test(name)),
        [],
      );
    });
  }
});

it('express.wasm is read once by an analysis, and by nothing else', () => {
  const programs = (args: readonly string[]): string[] =>
    readBy(args).filter((file) => file.endsWith('express.wasm'));
  assert.equal(programs([PROGRAM, CAPTURE]).length, 1);
  for (const args of [[PROGRAM, '--help'], [PROGRAM, 'advise', '--help'], [PROGRAM, 'schema'], [LIBRARY]])
    assert.deepEqual(programs(args), []);
});

it('the library loads nothing of the command line', () => {
  const { files } = loadedBy([LIBRARY]);
  assert.ok(files.includes('dist/index.js'));
  for (const file of files) assert.doesNotMatch(textOf(file), /yargs|process\.argv/, file);
});

it('no segmenter and no table of emoji is made for help in ASCII', () => {
  const { files } = loadedBy([PROGRAM, '--help']);
  for (const file of files) assert.doesNotMatch(textOf(file), /Intl\.|RGI_Emoji/, file);
  // Its length is taken for its width (rolldown.config.mjs).
  for (const command of [
    [],
    ['analyze'],
    ['live'],
    ['report'],
    ['lab'],
    ['advise'],
    ['schema'],
    ['completion'],
  ]) {
    const { status, stdout } = keepscope([...command, '--help']);
    assert.equal(status, 0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII, from end to end.
    assert.match(stdout, /^[\x00-\x7f]+$/, command.join(' '));
  }
});

/** V8 lists every script that it has run, Node's own among them, where its coverage is asked for. */
function loadedBy(args: readonly string[]): Loaded {
  const folder = mkdtempSync(join(tmpdir(), 'keepscope-startup-'));
  try {
    execFileSync(process.execPath, args, {
      env: { ...process.env, NODE_V8_COVERAGE: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const urls = readdirSync(folder).flatMap((name) => {
      const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
        result: { url: string }[];
      };
      return result.map(({ url }) => url);
    });
    const files = urls.flatMap((url) => {
      if (url.startsWith('file:')) return [relative(ROOT, fileURLToPath(url)).replaceAll('\\', '/')];
      // The chunks of the program (src/load.ts).
      return url.startsWith('keepscope/') ? [url.slice('keepscope/'.length)] : [];
    });
    const octets = files.reduce((sum, file) => sum + Buffer.byteLength(textOf(file)), 0);
    const modules = urls.filter((url) => url.startsWith('node:')).map((url) => url.slice('node:'.length));
    return { files: [...new Set(files)], octets, modules };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Files that are read at once, not loaded as modules. */
function readBy(args: readonly string[]): string[] {
  const { output } = spawnSync(process.execPath, ['--import', FILES_READ, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  return JSON.parse(output[3] ?? '') as string[];
}

function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}
