/**
 * npm test, after the build: runs test/**\/*.test.ts with node:test, through tsx where Node does not strip types itself.
 * `npm test -- tracking cli/` runs the files whose path holds one of the words; options (--test-name-pattern=...) go to Node.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const given = process.argv.slice(2);
const words = given.filter((argument) => !argument.startsWith('-'));
const options = given.filter((argument) => argument.startsWith('-'));

const files = readdirSync(new URL('.', import.meta.url), { recursive: true })
  .map((name) => `test/${name.replaceAll('\\', '/')}`)
  .filter((file) => file.endsWith('.test.ts') && !file.startsWith('test/bench/'))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();
if (files.length === 0) throw new Error(`no test file has ${words.join(' or ')} in its path`);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const loader = major > 22 || (major === 22 && minor >= 18) ? [] : ['--import', 'tsx'];
// Colours are chosen by the tests themselves, and times must not depend on where they run.
const { NO_COLOR, FORCE_COLOR, ...environment } = process.env;
// What watches kernel timers has the machine to itself; the rest shares it.
const isTimed = (file) => /\/(lab|live)\//.test(file);
// Milliseconds that a file may take, several times what the longest takes on a slow machine: one that hangs is to fail.
const LONGEST = 900_000;
const groups = [
  [files.filter(isTimed), 1],
  [files.filter((file) => !isTimed(file)), availableParallelism()],
];
// A group that fails is the last one: what failed then stands at the end of the output, and not above thousands of passes.
process.exitCode = groups.every(([some, concurrency]) => passes(some, concurrency)) ? 0 : 1;

function passes(some, concurrency) {
  if (some.length === 0) return true;
  const { status } = spawnSync(
    process.execPath,
    [
      ...loader,
      '--test',
      '--test-reporter=spec',
      `--test-concurrency=${concurrency}`,
      `--test-timeout=${LONGEST}`,
      ...options,
      ...some,
    ],
    { cwd: root, stdio: 'inherit', env: { ...environment, TZ: 'UTC' } },
  );
  return status === 0;
}
