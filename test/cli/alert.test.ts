/** Alerts with real commands of the shell. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Alert, type AlertBounds, type AlertRecord } from '../../src/cli/alert.ts';
import { AlertQueue } from '../../src/cli/alert-queue.ts';

const folder = mkdtempSync(join(tmpdir(), 'keepscope-alert-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;
const newPath = (): string => join(folder, `${++files} it's`);
/** A path as a word of the shell. */
const quoted = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`;

const record = (connection: number, more: Partial<AlertRecord> = {}): AlertRecord => {
  return { kind: 'verdict', code: 'peer-dead', severity: 'error', connection, ...more };
};

/** An alert, and what it has said so far. */
function alertOf(
  command: string,
  bounds: Partial<AlertBounds> = {},
  severity: 'warning' | 'error' = 'warning',
) {
  const said: string[] = [];
  const alert = new Alert({ command, severity, bounds, say: (line) => said.push(line) });
  return { alert, said };
}

/** The records that a command has appended to a file, one a line. */
function recordsIn(path: string): AlertRecord[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** Until the file is there, as the command makes it. */
async function appearance(path: string): Promise<void> {
  while (!existsSync(path)) await sleep(5);
}

const skip = process.platform === 'win32' && 'the commands are for a POSIX shell';

describe('the command of an alert', { skip }, () => {
  it('gets each record as a line of JSON, one after the other', async () => {
    const path = newPath();
    const { alert, said } = alertOf(`cat >> ${quoted(path)}`);
    alert.raise(record(1, { summary: 'It "gave up".\nTwice.' }));
    alert.raise(record(2, { kind: 'finding', code: 'keepalive-absent', severity: 'warning' }));
    await alert.close();
    assert.deepEqual(recordsIn(path), [
      { ...record(1), summary: 'It "gave up".\nTwice.', leftOut: 0 },
      { ...record(2), kind: 'finding', code: 'keepalive-absent', severity: 'warning', leftOut: 0 },
    ]);
    assert.deepEqual(said, []);
  });

  it('is not run for what is less grave than asked', async () => {
    const path = newPath();
    const { alert } = alertOf(`cat >> ${quoted(path)}`, {}, 'error');
    alert.raise(record(1, { code: 'probing', severity: 'warning' }));
    alert.raise(record(2, { code: 'alive', severity: 'info' }));
    alert.raise(record(3));
    await alert.close();
    assert.deepEqual(
      recordsIn(path).map(({ connection }) => connection),
      [3],
    );
  });

  it('is never run twice at a time', async () => {
    const path = newPath();
    const lock = quoted(`${path}.lock`);
    const command = `cat >/dev/null; mkdir ${lock} && sleep 0.05 && rmdir ${lock} && echo '{}' >> ${quoted(path)}`;
    const { alert, said } = alertOf(command);
    for (let connection = 1; connection <= 10; connection++) alert.raise(record(connection));
    await alert.close();
    assert.equal(recordsIn(path).length, 10);
    assert.deepEqual(said, []);
  });

  it('does not hold up who raises the alert', () => {
    const { alert } = alertOf('exec sleep 60', { closing: 0, grace: 0 });
    // Nothing is started yet when raise() returns: that is for a later turn of the event loop.
    for (let connection = 1; connection <= 100_000; connection++) alert.raise(record(connection));
    return alert.close();
  });

  it('has the environment and the folder of keepscope', async () => {
    const path = newPath();
    process.env['KEEPSCOPE_ALERT_TEST'] = 'x y';
    const { alert } = alertOf(`printf '{"code":"%s %s"}' "$KEEPSCOPE_ALERT_TEST" "$PWD" > ${quoted(path)}`);
    alert.raise(record(1));
    await alert.close();
    delete process.env['KEEPSCOPE_ALERT_TEST'];
    assert.equal(recordsIn(path)[0]?.code, `x y ${process.cwd()}`);
  });

  it('may leave its input unread, however long that is', async () => {
    const { alert, said } = alertOf('exec true');
    for (let connection = 1; connection <= 3; connection++) {
      alert.raise(record(connection, { summary: 'x'.repeat(1 << 20) }));
    }
    await alert.close();
    assert.deepEqual(said, []);
  });

  it('is said to fail once for each way to fail', async () => {
    const command = 'case $(cat) in *:1,*) exit 3;; *:2,*) exit 3;; *:3,*) exit 4;; *) kill -9 $$;; esac';
    const { alert, said } = alertOf(command);
    for (let connection = 1; connection <= 4; connection++) alert.raise(record(connection));
    await alert.close();
    assert.deepEqual(said, [
      'alert: the command failed with status 3; this is said once',
      'alert: the command failed with status 4; this is said once',
      'alert: the command was ended by SIGKILL; this is said once',
    ]);
  });

  it('that is not there is a failure like any other, with the words of the shell', async () => {
    const { alert, said } = alertOf('no-such-command-anywhere');
    alert.raise(record(1));
    await alert.close();
    assert.match(said[0] ?? '', /^alert: .*no-such-command-anywhere/);
    assert.equal(said[1], 'alert: the command failed with status 127; this is said once');
  });

  it('is ended with all that it started when it takes too long', async () => {
    const path = newPath();
    const command = `trap '' TERM; (sleep 61 & echo $! > ${quoted(path)}; wait) & wait; sleep 61`;
    const { alert, said } = alertOf(command, { limit: 1000, grace: 100 });
    alert.raise(record(1));
    alert.raise(record(2));
    await alert.close();
    assert.deepEqual(said, ['alert: the command took longer than 1 s and was ended; this is said once']);
    const sleeper = Number(readFileSync(path, 'utf8'));
    assert.equal(await isGone(sleeper), true);
  });

  it('may leave something running in the background', async () => {
    const path = newPath();
    const { alert, said } = alertOf(`sleep 62 & echo $! > ${quoted(path)}; echo started`);
    alert.raise(record(1));
    await alert.close();
    process.kill(Number(readFileSync(path, 'utf8')));
    assert.deepEqual(said, ['alert: started']);
  });

  it('prints to standard error, bounded and without controls', async () => {
    const command = `cat >/dev/null; printf '\\033[2Jred\\n'; echo err >&2; yes a | head -c 1000; seq 100; yes | tr -d '\\n' | head -c 100000`;
    const { alert, said } = alertOf(command);
    alert.raise(record(1));
    await alert.close();
    assert.ok(said.includes('alert: \\x1b[2Jred'));
    assert.equal(said.length, 21);
    assert.match(said.at(-1) ?? '', /^alert: \.\.\. \d+ more lines$/);
    assert.ok(said.every((line) => line.length < 520));
  });

  it('never writes to standard output', async (test) => {
    const write = test.mock.method(process.stdout, 'write');
    const { alert } = alertOf('echo to stdout');
    alert.raise(record(1));
    await alert.close();
    assert.equal(
      write.mock.calls.filter(({ arguments: [text] }) => String(text).includes('to stdout')).length,
      0,
    );
  });
});

describe('alerts that wait', { skip }, () => {
  it('are of a connection the latest only, and not what it no longer is', async () => {
    const path = newPath();
    const go = `${path}.go`;
    const { alert } = alertOf(`cat >> ${quoted(path)}; while [ ! -e ${quoted(go)} ]; do sleep 0.01; done`);
    alert.raise(record(1));
    await appearance(path);
    alert.raise(record(2, { code: 'probing', severity: 'warning' }));
    alert.raise(record(3));
    alert.raise(record(2));
    alert.raise(record(4, { code: 'probing', severity: 'warning' }));
    alert.raise(record(4, { code: 'alive', severity: 'info' }));
    alert.raise(record(2, { kind: 'finding', code: 'one-way-loss' }));
    writeFileSync(go, '');
    await alert.close();
    assert.deepEqual(
      recordsIn(path).map(({ connection, code }) => [connection, code]),
      [
        [1, 'peer-dead'],
        [2, 'peer-dead'],
        [3, 'peer-dead'],
        [2, 'one-way-loss'],
      ],
    );
  });

  it('beyond the bound are left out, which the next one and standard error tell', async () => {
    const path = newPath();
    const go = `${path}.go`;
    const command = `cat >> ${quoted(path)}; while [ ! -e ${quoted(go)} ]; do sleep 0.01; done`;
    const { alert, said } = alertOf(command, { waiting: 3 });
    alert.raise(record(1));
    await appearance(path);
    for (let connection = 2; connection <= 12; connection++) alert.raise(record(connection));
    writeFileSync(go, '');
    await alert.close();
    assert.deepEqual(
      recordsIn(path).map(({ connection, leftOut }) => [connection, leftOut]),
      [
        [1, 0],
        [2, 8],
        [3, 0],
        [4, 0],
      ],
    );
    assert.deepEqual(said, ['alert: 3 alerts wait for the command; others are left out, and counted']);
  });

  it('are given some time at the end, and then told', async () => {
    const path = newPath();
    const { alert, said } = alertOf(`cat >> ${quoted(path)}; exec sleep 63`, { closing: 300, grace: 100 });
    for (let connection = 1; connection <= 5; connection++) alert.raise(record(connection));
    await appearance(path);
    await alert.close();
    assert.equal(recordsIn(path).length, 1);
    assert.deepEqual(said, [
      'alert: the command was still running, and was ended',
      'alert: 4 alerts left out at the end',
    ]);
  });

  it('give way to graver ones, the latest warning first', () => {
    const queue = new AlertQueue(3);
    const warning = { code: 'probing', severity: 'warning' } as const;
    const kept = [
      record(1, warning),
      record(2),
      record(3, warning),
      record(4, warning),
      record(5),
      record(6),
    ].map((one) => queue.add(one));
    assert.deepEqual(kept, [true, true, true, false, false, false]);
    assert.deepEqual(
      [queue.shift(), queue.shift(), queue.shift(), queue.shift()],
      [record(2), record(5), record(6), null],
    );
    assert.equal(queue.takeLeftOut(), 3);
  });
});

/** Whether the process has ended; a zombie has. */
async function isGone(id: number): Promise<boolean> {
  for (let tries = 0; tries < 500; tries++) {
    try {
      process.kill(id, 0);
      if (/^State:\s+Z/m.test(readFileSync(`/proc/${id}/status`, 'utf8'))) return true;
    } catch {
      return true;
    }
    await sleep(10);
  }
  return false;
}
