/** What comes with keepscope and what it reaches for: few packages, nothing that runs unasked, no setting that is not told. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { describe, it, test } from 'node:test';

interface LockedPackage {
  version: string;
  integrity?: string;
  resolved?: string;
  license?: string;
  hasInstallScript?: boolean;
  dev?: boolean;
  optional?: boolean;
}

/** TypeScript knows it only with all else that browsers have. */
interface WebAssemblyOfBrowsers {
  Module: { new (octets: Uint8Array): object; imports(program: object): unknown[] };
}

const ROOT = new URL('../', import.meta.url);
const manifest = JSON.parse(textOf('package.json'));
const lock = JSON.parse(textOf('package-lock.json'));
const locked = (Object.entries(lock.packages) as [path: string, its: LockedPackage][]).filter(
  ([path]) => path !== '',
);
const sources = readdirSync(new URL('src/', ROOT), { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: textOf(`src/${name}`) }));

describe('the packages', () => {
  it('at run time are these, of which each has its reason in SECURITY.md', () => {
    const direct = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.optionalDependencies)];
    assert.deepEqual(direct.sort(), ['cap', 'cli-progress', 'fzstd', 'koffi', 'prom-client']);
    const security = textOf('SECURITY.md');
    for (const name of direct) assert.match(security, new RegExp(`^\\| \`${name}\``, 'm'));
  });

  it('that are built in are told, with their locked versions and their licences', () => {
    const table = textOf('SECURITY.md').matchAll(/^\| `([\w-]+)`, built in/gm);
    const told = [...table].map(([, name = '']) => name);
    assert.deepEqual(told, ['yargs']);
    const licenses = textOf('dist/third-party-licenses.txt');
    for (const name of told) {
      const { version } = lock.packages[`node_modules/${name}`];
      assert.match(
        licenses,
        new RegExp(`^${name} ${version.replaceAll('.', '\\.')}\\n\\n.*(MIT|Copyright)`, 'm'),
      );
    }
    assert.ok(licenses.split(/^-{80}$/m).length < 25);
  });

  it('are all that the program asks for where it is installed', () => {
    const built = readdirSync(new URL('dist/', ROOT), { recursive: true, encoding: 'utf8' });
    const asked = built
      .filter((name) => /\.c?js$/.test(name))
      .flatMap((name) => [
        ...textOf(`dist/${name}`).matchAll(/(?:^import (?:.* from )?|\brequire\()"([\w@][^"]*)"\)?/gm),
      ])
      .map(([, name = '']) => name)
      .filter((name) => !isBuiltin(name));
    const installed = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
    assert.deepEqual(
      asked.filter((name) => !installed.includes(name)),
      [],
    );
    for (const name of ['prom-client', 'cli-progress', 'fzstd']) assert.ok(asked.includes(name), name);
  });

  it('and all that they bring are fewer than 20, the prebuilt parts of koffi aside', () => {
    const names = locked
      .filter(([path, { dev }]) => dev !== true && !path.includes('@koromix/'))
      .map(([path]) => path.replace(/^.*node_modules\//, ''));
    assert.ok(new Set(names).size < 20, `${new Set(names).size} packages: ${names.join(', ')}`);
  });

  it('have licences that allow to pass them on', () => {
    const free = /^(MIT|ISC|Apache-2\.0|0BSD|BSD-[23]-Clause|MIT OR Apache-2\.0)$/;
    // Development only: accessibility rules, run in a browser of the tests.
    const known = new Set(['node_modules/axe-core']);
    const others = locked.filter(
      ([path, { license }]) => !known.has(path) && !free.test(licenceOf(path, license)),
    );
    assert.deepEqual(others, []);
  });

  it('are locked by what they hold, and from no particular registry', () => {
    assert.deepEqual(
      locked.filter(
        ([, { integrity, resolved }]) => resolved !== undefined || !integrity?.startsWith('sha512-'),
      ),
      [],
    );
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'])
      assert.deepEqual(lock.packages[''][kind], manifest[kind]);
  });

  it('run nothing when they are installed, but for cap, which may fail', () => {
    const scripted = locked.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    const names = scripted.map(([path]) => path.replace('node_modules/', ''));
    assert.deepEqual(Object.keys(manifest.allowScripts).sort(), names.sort());
    assert.deepEqual(
      names.filter((name) => manifest.allowScripts[name] === true),
      ['cap'],
    );
    assert.ok('cap' in manifest.optionalDependencies);
    // keepscope's own: building in a checkout. npm runs `prepare` of no package that it takes from a registry.
    const own = ['preinstall', 'install', 'postinstall'].filter((script) => script in manifest.scripts);
    assert.deepEqual(own, []);
  });
});

test('every variable of the environment that is read is told, and every one that is told is read', () => {
  const read = new Set<string>();
  for (const { text } of sources) {
    for (const [, name = ''] of text.matchAll(/\benv\[['"](\w+)['"]\]/g)) read.add(name);
    // os.tmpdir() reads it.
    if (/\btmpdir\(\)/.test(text)) read.add('TMPDIR');
  }
  const [, table = ''] = /\n## Environment\n([\s\S]*?)\n## /.exec(textOf('docs/command-line.md')) ?? [];
  const told = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual([...read].sort(), told.sort());
});

test('the environment is read by the command line alone, by name', () => {
  const readers = sources.filter(({ text }) => /process\.env\b/.test(text)).map(({ name }) => name);
  assert.deepEqual(readers, ['cli/lab-run.ts', 'cli/live-run.ts']);
  // The terminal takes it apart by name; nothing passes all of it on.
  for (const { name, text } of sources) assert.doesNotMatch(text, /\.\.\.(process\.)?env\b/, name);
});

test('what is compiled to WebAssembly is small, and reaches for memory and what a payload is alone', () => {
  const program = readFileSync(new URL('dist/express.wasm', ROOT));
  const { Module } = (globalThis as unknown as { WebAssembly: WebAssemblyOfBrowsers }).WebAssembly;
  assert.deepEqual(Module.imports(new Module(program)), [
    { module: 'env', name: 'condense', kind: 'function' },
    { module: 'env', name: 'memory', kind: 'memory' },
  ]);
  assert.ok(program.length < 36_864, `${program.length} octets`);
});

const REACH: readonly [what: string, pattern: RegExp, files: readonly string[]][] = [
  // The program's own chunks are.
  ['text is run as a program', /\beval\(|new Function\(|node:vm|setTimeout\('/, ['load.ts']],
  ['a shell takes a command', /shell: true/, ['cli/alert-run.ts']],
  [
    'a process is started',
    /import \{[^}]*\b(spawn|exec|execFile|fork)\b[^}]*\} from 'node:child_process'/,
    [
      'capture/live/engine-process.ts',
      'capture/live/engines.ts',
      'capture/live/watchdog.ts',
      'cli/alert-run.ts',
      'lab/system.ts',
    ],
  ],
  [
    'HTTP is spoken',
    /node:https?['"]|node:http2/,
    ['cli/metrics-server.ts', 'lab/http/client.ts', 'lab/http/server.ts'],
  ],
  ['a name is looked up, or a packet sent', /node:(dns|dgram|tls)|\bfetch\(|new WebSocket\b/, []],
];
for (const [what, pattern, files] of REACH) {
  test(`${what} ${files.length === 0 ? 'nowhere' : `in ${files.join(', ')} only`}`, () => {
    const found = sources.filter(({ text }) => pattern.test(withoutComments(text))).map(({ name }) => name);
    assert.deepEqual(found.sort(), files);
  });
}

test('how the command of an alert is run is told', () => {
  assert.match(
    textOf('docs/live-recording.md'),
    /command of `\/bin\/sh`[\s\S]*as the user of keepscope[\s\S]*Nothing of the record is on\nthe command line/,
  );
});

function textOf(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

/** Of the lock, or of the package itself where that says it in an older way. */
function licenceOf(path: string, license: string | undefined): string {
  if (license !== undefined || !existsSync(new URL(`${path}/package.json`, ROOT))) return license ?? 'MIT';
  return JSON.parse(textOf(`${path}/package.json`)).licenses?.[0]?.type ?? 'none';
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
}
