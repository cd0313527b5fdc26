/**
 * Makes the captures of fixtures/heartbeats/ anew: `node test/heartbeat/make.mjs FOLDER [NAME ...]`, as root on Linux, where
 * FOLDER has the npm packages that fixtures/heartbeats/README.md names. Everything runs in a network namespace of its own.
 */
import { execFileSync, spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { programs } from './programs/all.mjs';
import { FAR, folder, NEAR } from './programs/stage.mjs';

const FIXTURES = fileURLToPath(new URL('../../fixtures/heartbeats/', import.meta.url));
const NAMESPACE = 'keepscope-heartbeats';
const SECONDS = 17;
const SNAPLEN = 192;

const [modules, ...names] = process.argv.slice(2);
if (modules === undefined) throw new Error('which folder has the npm packages?');
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
if (process.env.INSIDE !== NAMESPACE) inNamespace();
else await makeAll();

/** Runs this script again, in a namespace with a loopback and nothing else. */
function inNamespace() {
  execFileSync('ip', ['netns', 'add', NAMESPACE]);
  try {
    execFileSync('ip', ['-n', NAMESPACE, 'link', 'set', 'lo', 'up']);
    for (const address of [NEAR, FAR])
      execFileSync('ip', ['-n', NAMESPACE, 'address', 'add', `${address}/24`, 'dev', 'lo']);
    const env = { ...process.env, INSIDE: NAMESPACE };
    execFileSync('ip', ['netns', 'exec', NAMESPACE, process.execPath, ...process.argv.slice(1)], {
      env,
      stdio: 'inherit',
    });
  } finally {
    // Daemons of daemons (epmd) outlive what started them.
    const left = execFileSync('ip', ['netns', 'pids', NAMESPACE], { encoding: 'utf8' });
    for (const id of left.split('\n').filter((line) => line !== '')) process.kill(Number(id));
    execFileSync('ip', ['netns', 'delete', NAMESPACE]);
  }
}

async function makeAll() {
  process.on('uncaughtException', (error) => process.stderr.write(`${error.message}\n`));
  const wanted = Object.entries(programs(modules)).filter(
    ([name]) => names.length === 0 || names.includes(name),
  );
  await Promise.all(
    wanted.map(([name, program]) =>
      make(name, program).catch((error) => process.stderr.write(`${name}: ${error.message}\n`)),
    ),
  );
  process.exit();
}

async function make(
  name,
  {
    port,
    interface: link = 'lo',
    says,
    heartbeats,
    findings = [],
    mechanism = null,
    seconds = SECONDS,
    start,
    prepare,
  },
) {
  const file = `${FIXTURES}${name}.pcap`;
  const filter = ['tcp', 'port', String(port)];
  const begin = prepare === undefined ? start : await prepare(port);
  const tcpdump = spawn(
    'tcpdump',
    ['-Z', 'root', '-n', '-U', '-s', String(SNAPLEN), '-i', link, '-w', file, ...filter],
    { stdio: 'ignore' },
  );
  await sleep(1);
  const end = await begin(port);
  await sleep(seconds);
  // Stops first: how the programs end is not what the capture is for.
  tcpdump.kill('SIGINT');
  await sleep(1);
  await end();
  writeFileSync(
    `${FIXTURES}${name}.json`,
    `${JSON.stringify({ says, heartbeats, findings, mechanism }, null, 2)}\n`,
  );
}

function sleep(duration) {
  return new Promise((resolve) => setTimeout(resolve, duration * 1000));
}
