/**
 * Checks the package as a user gets it: what `npm pack` puts into the tarball, that it installs into an empty project,
 * that its program runs and its library works from plain JavaScript and from strict TypeScript.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const JAVASCRIPT_USER = `
import { analyze } from 'keepscope';

const report = await analyze(process.argv[2]);
if (!Array.isArray(report.connections)) throw new Error('report.connections is no array');
`;

const TYPESCRIPT_USER = `
import { analyze, type ConnectionReport, type EventRecord, events, KeepscopeError, type Report } from 'keepscope';

export async function verdicts(path: string): Promise<string[]> {
  const report: Report = await analyze(path);
  return report.connections.map((connection: ConnectionReport) => connection.verdict.code);
}

export async function probes(path: string): Promise<number[]> {
  const frames: number[] = [];
  for await (const event of events(path)) {
    const record: EventRecord = event;
    if (record.kind === 'probe') frames.push(record.frame);
  }
  return frames;
}

export function remedy(error: unknown): string | null {
  return error instanceof KeepscopeError ? error.remedy : null;
}
`;

const root = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const workspace = mkdtempSync(join(tmpdir(), 'keepscope-pack-'));
const project = join(workspace, 'project');
mkdirSync(project);

try {
  const tarball = pack();
  checkContents(tarball);
  install(tarball);
  checkInstallScripts();
  const capture = firstFixture();
  checkProgram(capture);
  checkLibrary(capture);
  checkTypes();
  say('the package is sound');
} finally {
  rmSync(workspace, { recursive: true, force: true });
}

function pack() {
  run('npm', ['pack', '--loglevel=error', '--pack-destination', workspace], root);
  const tarballs = readdirSync(workspace).filter((name) => name.endsWith('.tgz'));
  assert.equal(tarballs.length, 1, 'npm pack makes one tarball');
  return join(workspace, ...tarballs);
}

/** Only what a user needs: no sources, tests, captures or source maps, and no path of the machine that built it. */
function checkContents(tarball) {
  const names = run('tar', ['-tzf', tarball], workspace).trim().split('\n');
  const allowed =
    /^package\/(package\.json|README\.md|LICENSE|CHANGELOG\.md|bin\/(keepscope\.js|package\.json)|man\/keepscope\.1|dist\/[\w/-]+(\.d\.ts|\.js|\.cjs|\.cjs\.v[\w.-]+\.v8|\.css)|dist\/third-party-licenses\.txt|dist\/express\.wasm|schema\/[\w-]+\.json)$/;
  assert.deepEqual(
    names.filter((name) => !allowed.test(name)),
    [],
    'the tarball holds files that a user does not need',
  );
  for (const needed of [
    'README.md',
    'LICENSE',
    'bin/keepscope.js',
    'dist/index.d.ts',
    'dist/report/html/page/main.js',
    'dist/report/html/page/main.css',
    'dist/third-party-licenses.txt',
    'schema/report-1.json',
  ])
    assert.ok(names.includes(`package/${needed}`), `${needed} is not in the tarball`);
  run('tar', ['-xzf', tarball], workspace);
  const built = root.replace(/[\\/]$/, '');
  for (const name of names)
    assert.ok(!readFileSync(join(workspace, name), 'utf8').includes(built), `${name} names ${built}`);
  say(`${names.length} files`);
}

function install(tarball) {
  writeFileSync(join(project, 'package.json'), '{ "name": "user", "private": true, "type": "module" }\n');
  run('npm', ['install', '--no-audit', '--no-fund', tarball], project);
  say('installs');
}

/** Only what is optional (cap, koffi) may want to run something while it is installed; whether it could does not matter. */
function checkInstallScripts() {
  const { packages } = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
  const scripted = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript === true);
  const known = ['node_modules/cap', 'node_modules/koffi'];
  const needed = scripted.filter(([path, { optional }]) => !known.includes(path) || optional !== true);
  assert.deepEqual(
    needed.map(([path]) => path),
    [],
    'packages other than the optional cap and koffi have install scripts',
  );
}

function checkProgram(capture) {
  const npx = (...words) => run('npx', ['--no-install', 'keepscope', ...words], project);
  assert.equal(npx('--version').trim(), version);
  const report = JSON.parse(npx(capture, '--format', 'json'));
  assert.equal(report.schemaVersion, '1.0');
  assert.ok(Array.isArray(report.connections));
  const byTwo = JSON.parse(npx(capture, '--threads', '2', '--format', 'json'));
  assert.deepEqual(byTwo.connections, report.connections);
  say('the program runs');
}

function checkLibrary(capture) {
  writeFileSync(join(project, 'user.mjs'), JAVASCRIPT_USER);
  run(process.execPath, ['user.mjs', capture], project);
  say('the library works from JavaScript');
}

function checkTypes() {
  writeFileSync(join(project, 'user.ts'), TYPESCRIPT_USER);
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const settings = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--skipLibCheck',
    'false',
  ];
  run(process.execPath, [tsc, ...settings, 'user.ts'], project);
  say('the types hold in strict TypeScript');
}

function firstFixture() {
  const folder = join(root, 'fixtures');
  const captures = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.pcap'));
  const [first] = captures.sort();
  assert.ok(first !== undefined, 'fixtures/ holds no .pcap file');
  return join(folder, first);
}

/** What the command printed. Where it fails, everything that it said is shown, and the check ends. */
function run(command, parameters, folder) {
  const options = { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] };
  try {
    return execFileSync(command, parameters, options);
  } catch (failure) {
    process.stderr.write(failure.stdout ?? '');
    throw failure;
  }
}

function say(text) {
  process.stdout.write(`pack: ${text}\n`);
}
