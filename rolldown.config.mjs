/**
 * The program in a few pieces, one for each entry and what they share in chunks: 300 small files cost more to load than
 * a small capture to read. Constants stay `const`: V8 writes their values into the machine code, where a `var` is loaded
 * and checked at every use (11 % of the time of a large capture).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'rolldown';

/** The program, in CommonJS for src/load.ts. */
const PROGRAM = ['cli/main', 'sharding/worker'];

/** Where the program and its threads begin: in CommonJS too (src/load.ts). */
const STARTS = ['load', 'sharding/worker-start'];

/** What others load: the library; and where each process and thread of live and lab begins. */
const ENTRIES = [
  'index',
  'capture/live/cap-child',
  'lab/actor/main',
  'lab/actor/thread',
  'lab/http/client',
  'lab/http/server',
  'lab/topology/delaying-router',
];

/**
 * Packages of every run become part of the program: when there were two of them, they were 80 files, which took 0.2 s to be
 * found and loaded. The others are loaded when they are needed, and stay packages.
 */
const BUILT_IN = ['yargs'];

/** Packages that our sources name, but for those. */
function isExternal(id, importer = '') {
  if (id.startsWith('.') || id.startsWith('/')) return false;
  return !(importer.includes('node_modules') || BUILT_IN.includes(id));
}

/**
 * Modules go into the first group that needs them. Each group is a chunk that needs only those before it: what everything
 * shares, the command line, what a thread of sharding/ runs, and what every report is made with.
 */
const CHUNKS = [
  ['shared', /src\/(errors|installation|sharding\/standby|capture\/system-path|report\/(generator|paint|ranking))\.ts$/],
  ['program', /src\/cli\/program\.ts$/],
  ['shard', /src\/sharding\/(shard|share|hand-over|frame-ring|frame-taker)\.ts$/],
  ['analysis', /src\/(analyze|report\/(capture-lines|connection-cells|finding-lines|summary-lines))\.ts$/],
  ['reading', /src\/cli\/(request|analyze-run)\.ts$/],
];

/**
 * yargs measures nothing but its help, and that is ASCII (test/startup/ holds it): its length is its width. The package
 * that yargs uses makes a segmenter and a pattern of all emoji first, which take 76 ms.
 */
const helpWidth = {
  name: 'help-width',
  resolveId: (id, importer = '') =>
    id === 'string-width' && /node_modules\/(yargs|cliui|wrap-ansi)\//.test(importer) ? '\0help-width' : null,
  load: (id) => (id === '\0help-width' ? 'export default (text) => text.length;' : null),
};

/** yargs looks for translations three folders up from its file, which in dist/ is somebody else's folder. */
const noTranslations = {
  name: 'no-translations',
  transform(code, id) {
    if (!id.endsWith('yargs/lib/platform-shims/esm.mjs')) return null;
    if (!code.includes("'../../../locales'")) this.error('yargs finds its translations in another way now');
    return code.replace("'../../../locales'", "'../locales'");
  },
};

/** The licences of what is built in go with it: dist/third-party-licenses.txt. */
const licenses = {
  name: 'licenses',
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds);
    const folders = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id) ?? []);
    const texts = [...new Set(folders)].map(licenseOf);
    this.emitFile({
      type: 'asset',
      fileName: 'third-party-licenses.txt',
      source: [...new Set(texts)].sort().join(`\n${'-'.repeat(80)}\n\n`),
    });
  },
};

function licenseOf(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence to pass on`);
  return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}

function outputOf(format, extension) {
  return {
    dir: 'dist',
    format,
    entryFileNames: `[name].${extension}`,
    chunkFileNames: `[name]-[hash].${extension}`,
    comments: false,
    codeSplitting: {
      groups: CHUNKS.map(([name, test], place) => ({ name, test, priority: CHUNKS.length - place })),
    },
  };
}

function configOf(entries, output) {
  return {
    input: Object.fromEntries(entries.map((name) => [name, `src/${name}.ts`])),
    platform: 'node',
    external: isExternal,
    plugins: [helpWidth, noTranslations, licenses],
    // yargs resolves by it what configuration files extend, which nobody asks it for.
    checks: { emptyImportMeta: false },
    output,
  };
}

export default defineConfig([
  configOf(ENTRIES, outputOf('esm', 'js')),
  configOf(STARTS, outputOf('cjs', 'cjs')),
  // Last: the program has more built in, and so the longer list of licences.
  configOf(PROGRAM, { ...outputOf('cjs', 'cjs'), dynamicImportInCjs: false }),
]);
