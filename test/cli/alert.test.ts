/** Alerts with real commands of the shell. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Alert, type AlertBounds } from '../../src/cli/alert.ts';
import { AlertQueue, type AlertRecord } from '../../src/cli/alert-queue.ts';
import type { FindingCode } from '../../src/diagnosis/finding-codes.ts';
import type { FindingRecord, VerdictRecord } from '../../src/report/live-record.ts';
import type { Endpoint, FindingReport, Severity, VerdictCode } from '../../src/report/model.ts';
import { VERDICT_SEVERITY } from '../../src/report/verdict-severity.ts';

const folder = mkdtempSync(join(tmpdir(), 'keepscope-alert-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;
const newPath = (): string => join(folder, `${++files} it's`);
/** A path as a word of the shell. */
const quoted = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`;

const endpoint = (address: string): Endpoint => ({ address, port: 9000 });
const PLACE = {
  at: '2026-11-21T05:45:00.000000000Z',
  originator: endpoint('192.0.2.1'),
  responder: endpoint('192.0.2.2'),
};

const PROOF: Pick<FindingReport, 'confidence' | 'evidence' | 'counterEvidence' | 'remedy'> = {
  confidence: 'certain',
  evidence: [],
  counterEvidence: [],
  remedy: [],
};

/** A verdict on a connection, with the codes of what is found beside it. */
function verdict(
  connection: number,
  code: VerdictCode = 'peer-dead',
  { summary = '', found = [] }: { summary?: string; found?: FindingCode[] } = {},
): VerdictRecord {
  return {
    kind: 'verdict',
    ...PLACE,
    connection,
    previous: null,
    severity: VERDICT_SEVERITY[code],
    verdict: { code, summary, giveUp: null, ...PROOF },
    findings: found.map((its) => finding(connection, its, 'warning').finding),
  };
}

function finding(connection: number, code: FindingCode, severity: Severity): FindingRecord {
  const about = {
    from: null,
    limitSeconds: null,
    products: [],
    connections: [connection],
    connectionCount: 1,
  };
  return {
    kind: 'finding',
    ...PLACE,
    connection,
    finding: { code, severity, summary: '', ...about, ...PROOF },
  };
}

/** An alert, and what it has said so far. */
function alertOf(
  command: string,
  bounds: Partial<AlertBounds> = {},
  severity: 'warning' | 'error' = 'warning',
) {
  const said: string[] = [];
  const alert = new Alert({ command, severity, bounds, say: ({ says }) => said.push(says) });
  return { alert, said };
}

type Told = AlertRecord & { leftOut: number };

/** What a record is about. */
const subjectOf = (told: AlertRecord): [number, string] => [
  told.connection,
  told.kind === 'verdict' ? told.verdict.code : told.finding.code,
];

/** The records that a command has appended to a file, one a line. */
function recordsIn(path: string): Told[] {
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
    const first = verdict(1, 'peer-dead', { summary: 'It "gave up".\nTwice.' });
    const second = finding(2, 'keepalive-absent', 'warning');
    alert.raise(first);
    alert.raise(second);
    await alert.close();
    assert.deepEqual(recordsIn(path), [
      { ...first, leftOut: 0 },
      { ...second, leftOut: 0 },
    ]);
    assert.deepEqual(said, []);
  });

  it('is not run for what is less grave than asked', async () => {
    const path = newPath();
    const { alert } = alertOf(`cat >> ${quoted(path)}`, {}, 'error');
    alert.raise(verdict(1, 'probing'));
    alert.raise(verdict(2, 'alive'));
    alert.raise(verdict(3));
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
    for (let connection = 1; connection <= 10; connection++) alert.raise(verdict(connection));
    await alert.close();
    assert.equal(recordsIn(path).length, 10);
    assert.deepEqual(said, []);
  });

  it('does not hold up who raises the alert', () => {
    const { alert } = alertOf('exec sleep 60', { closing: 0, grace: 0 });
    // Nothing is started yet when raise() returns: that is for a later turn of the event loop.
    for (let connection = 1; connection <= 100_000; connection++) alert.raise(verdict(connection));
    return alert.close();
  });

  it('has the environment and the folder of keepscope', async () => {
    const path = newPath();
    process.env['KEEPSCOPE_ALERT_TEST'] = 'x y';
    const { alert } = alertOf(`printf '{"at":"%s %s"}' "$KEEPSCOPE_ALERT_TEST" "$PWD" > ${quoted(path)}`);
    alert.raise(verdict(1));
    await alert.close();
    delete process.env['KEEPSCOPE_ALERT_TEST'];
    assert.equal(recordsIn(path)[0]?.at, `x y ${process.cwd()}`);
  });

  it('may leave its input unread, however long that is', async () => {
    const { alert, said } = alertOf('exec true');
    for (let connection = 1; connection <= 3; connection++) {
      alert.raise(verdict(connection, 'peer-dead', { summary: 'x'.repeat(1 << 20) }));
    }
    await alert.close();
    assert.deepEqual(said, []);
  });

  it('is said to fail once for each way to fail', async () => {
    const command = `case $(cat) in *'":1,'*|*'":2,'*) exit 3;; *'":3,'*) exit 4;; *) kill -9 $$;; esac`;
    const { alert, said } = alertOf(command);
    for (let connection = 1; connection <= 4; connection++) alert.raise(verdict(connection));
    await alert.close();
    assert.deepEqual(said, [
      'alert: the command failed with status 3; this is said once',
      'alert: the command failed with status 4; this is said once',
      'alert: the command was ended by SIGKILL; this is said once',
    ]);
  });

  it('that is not there is a failure like any other, with the words of the shell', async () => {
    const { alert, said } = alertOf('no-such-command-anywhere');
    alert.raise(verdict(1));
    await alert.close();
    assert.match(said[0] ?? '', /^alert: .*no-such-command-anywhere/);
    assert.equal(said[1], 'alert: the command failed with status 127; this is said once');
  });

  it('is ended with all that it started when it takes too long', async () => {
    const path = newPath();
    const command = `trap '' TERM; (sleep 61 & echo $! > ${quoted(path)}; wait) & wait; sleep 61`;
    const { alert, said } = alertOf(command, { limit: 1000, grace: 100 });
    alert.raise(verdict(1));
    alert.raise(verdict(2));
    await alert.close();
    assert.deepEqual(said, ['alert: the command took longer than 1 s and was ended; this is said once']);
    const sleeper = Number(readFileSync(path, 'utf8'));
    assert.equal(await isGone(sleeper), true);
  });

  it('is ended with what it started also where the shell ends first', async () => {
    const path = newPath();
    const command = `(trap '' TERM; exec sleep 64 >/dev/null 2>&1) & echo $! > ${quoted(path)}; wait`;
    const { alert, said } = alertOf(command, { limit: 1000, grace: 500 });
    alert.raise(verdict(1));
    await alert.close();
    assert.deepEqual(said, ['alert: the command took longer than 1 s and was ended; this is said once']);
    assert.equal(await isGone(Number(readFileSync(path, 'utf8'))), true);
  });

  it('may leave something running in the background', async () => {
    const path = newPath();
    const { alert, said } = alertOf(`sleep 62 & echo $! > ${quoted(path)}; echo started`);
    alert.raise(verdict(1));
    await alert.close();
    process.kill(Number(readFileSync(path, 'utf8')));
    assert.deepEqual(said, ['alert: started']);
  });

  it('prints to standard error, bounded and without controls', async () => {
    const command = `cat >/dev/null; printf '\\033[2Jred\\n'; echo err >&2; yes a | head -c 1000; seq 100; yes | tr -d '\\n' | head -c 100000`;
    const { alert, said } = alertOf(command);
    alert.raise(verdict(1));
    await alert.close();
    assert.ok(said.includes('alert: \\x1b[2Jred'));
    assert.equal(said.length, 21);
    assert.match(said.at(-1) ?? '', /^alert: \.\.\. \d+ more lines$/);
    assert.ok(said.every((line) => line.length < 520));
  });

  it('never writes to standard output', async (test) => {
    const write = test.mock.method(process.stdout, 'write');
    const { alert } = alertOf('echo to stdout');
    alert.raise(verdict(1));
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
    alert.raise(verdict(1));
    await appearance(path);
    alert.raise(verdict(2, 'probing'));
    alert.raise(verdict(3));
    alert.raise(verdict(2));
    alert.raise(verdict(4, 'probing'));
    alert.raise(verdict(4, 'alive'));
    alert.raise(finding(2, 'one-way-loss', 'error'));
    writeFileSync(go, '');
    await alert.close();
    assert.deepEqual(recordsIn(path).map(subjectOf), [
      [1, 'peer-dead'],
      [2, 'peer-dead'],
      [3, 'peer-dead'],
      [2, 'one-way-loss'],
    ]);
  });

  it('are not those of findings that a verdict has told already', async () => {
    const path = newPath();
    const { alert } = alertOf(`cat >> ${quoted(path)}`);
    alert.raise(verdict(1, 'peer-dead', { found: ['one-way-loss'] }));
    alert.raise(finding(1, 'one-way-loss', 'warning'));
    alert.raise(finding(1, 'middlebox-reset', 'warning'));
    alert.raise(finding(2, 'one-way-loss', 'warning'));
    alert.raise(verdict(3, 'alive', { found: ['keepalive-absent'] }));
    alert.raise(finding(3, 'keepalive-absent', 'warning'));
    await alert.close();
    assert.deepEqual(recordsIn(path).map(subjectOf), [
      [1, 'peer-dead'],
      [1, 'middlebox-reset'],
      [2, 'one-way-loss'],
      [3, 'keepalive-absent'],
    ]);
  });

  it('beyond the bound are left out, which the next one and standard error tell', async () => {
    const path = newPath();
    const go = `${path}.go`;
    const command = `cat >> ${quoted(path)}; while [ ! -e ${quoted(go)} ]; do sleep 0.01; done`;
    const { alert, said } = alertOf(command, { waiting: 3 });
    alert.raise(verdict(1));
    await appearance(path);
    for (let connection = 2; connection <= 12; connection++) alert.raise(verdict(connection));
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
    for (let connection = 1; connection <= 5; connection++) alert.raise(verdict(connection));
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
    const raised = [
      verdict(1, 'probing'),
      verdict(2),
      verdict(3, 'probing'),
      finding(4, 'keepalive-absent', 'warning'),
      finding(5, 'middlebox-reset', 'error'),
      verdict(6),
    ];
    const kept = raised.map((one) => queue.add(one));
    assert.deepEqual(kept, [true, true, true, false, false, false]);
    assert.deepEqual(
      [queue.shift(), queue.shift(), queue.shift(), queue.shift()],
      [raised[1], raised[4], raised[5], null],
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
