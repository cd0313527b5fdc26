/** Two processes that write the same file: it is always whole, and always of one of them. */
import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { Epoch } from '../../src/capture/epoch.ts';
import { Recorder } from '../../src/capture/recorder.ts';
import { openWholeFile } from '../../src/cli/whole-file.ts';
import { KeepscopeError } from '../../src/errors.ts';
import { FIXTURES_FOLDER } from '../support/fixtures.ts';
import { readCaptures } from '../support/read-captures.ts';
import { Run } from '../support/run.ts';

const hasLoopback = networkInterfaces()['lo'] !== undefined;
const root = mkdtempSync(join(tmpdir(), 'keepscope-writers-'));
after(() => rmSync(root, { recursive: true }));

describe('two reports under one name', () => {
  it('are whole at every moment, and in the end one of the two', async () => {
    const folder = mkdtempSync(join(root, 'reports-'));
    const out = join(folder, 'report.html');
    const runs = ['dead-linkcut-nft.pcap', 'fin-close.pcap'].map(
      (name) => new Run(['report', `${FIXTURES_FOLDER}${name}`, '-o', out]),
    );
    let isOver = false;
    const over = Promise.all(runs.map((run) => run.ended())).then((endings) => {
      isOver = true;
      return endings;
    });
    while (!isOver) {
      if (readdirSync(folder).includes('report.html')) assertWhole(out);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    for (const { status, stderr } of await over)
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    assert.deepEqual(readdirSync(folder), ['report.html']);
    assertWhole(out);
    const names = ['dead-linkcut-nft', 'fin-close'].filter((name) =>
      readFileSync(out, 'utf8').includes(name),
    );
    assert.equal(names.length, 1);
  });

  it('do not mix, whatever the order in which they begin and end', async () => {
    const path = join(root, 'mixed.md');
    const [one, other] = [openWholeFile(path, []), openWholeFile(path, [])];
    await other.write(['of the ', 'other\n']);
    assert.equal(readFileSync(path, 'utf8'), 'of the other\n');
    await one.write(['of the one\n']);
    assert.equal(readFileSync(path, 'utf8'), 'of the one\n');
  });

  it('are not in the way of what a process left that was killed', async () => {
    const folder = mkdtempSync(join(root, 'left-'));
    // As earlier versions named them: a container gives the same process id again and again.
    writeFileSync(join(folder, `.report.md.${process.pid}.part`), 'half');
    const path = join(folder, 'report.md');
    await openWholeFile(path, []).write(['whole\n']);
    assert.equal(readFileSync(path, 'utf8'), 'whole\n');
  });

  it('one that fails leaves the other alone', async () => {
    const path = join(root, 'failing.md');
    const [good, bad] = [openWholeFile(path, []), openWholeFile(path, [])];
    await good.write(['whole\n']);
    await assert.rejects(bad.write(failing()), /of ours/);
    bad.discard();
    assert.equal(readFileSync(path, 'utf8'), 'whole\n');
    assert.deepEqual(
      readdirSync(root).filter((name) => name.endsWith('.part')),
      [],
    );
  });
});

describe('two recordings under one name', () => {
  it('are refused from the moment that the first has begun, with or without frames', async () => {
    const path = join(root, 'night.pcapng');
    const first = await record(path);
    await assert.rejects(record(path), (error) => {
      assert.ok(error instanceof KeepscopeError);
      assert.match(error.message, /--write .*: there is such a file, and it is not empty/);
      return error.exitStatus === 2;
    });
    await first.close();
    const [capture] = await readCaptures([path]);
    assert.deepEqual([capture?.facts.complete, capture?.frames.length], [true, 0]);
  });

  it('are refused by the command before anything is captured', {
    skip: !hasLoopback && 'no lo',
  }, async () => {
    const path = join(root, 'taken.pcapng');
    writeFileSync(path, 'of yesterday');
    const { status, signal, stdout, stderr } = await new Run(['live', 'lo', '--write', path]).ended();
    assert.deepEqual({ status, signal, stdout }, { status: 2, signal: null, stdout: '' });
    assert.match(stderr, /^keepscope: --write .*taken\.pcapng: there is such a file[^\n]*\n$/);
    assert.equal(readFileSync(path, 'utf8'), 'of yesterday');
  });

  it('take an empty file that was made for them, once', async () => {
    const path = join(root, 'mktemp.pcapng');
    closeSync(openSync(path, 'w'));
    const first = await record(path);
    await assert.rejects(record(path), KeepscopeError);
    await first.close();
  });
});

function record(path: string): Promise<Recorder> {
  const rotation = { octets: null, seconds: null, files: null };
  return Recorder.open({ path, rotation, epoch: new Epoch(), say: () => {} });
}

async function* failing(): AsyncGenerator<string> {
  yield 'half';
  throw new Error('a fault of ours');
}

function assertWhole(path: string): void {
  const text = readFileSync(path, 'utf8');
  assert.ok(text.startsWith('<!doctype html>\n') && text.endsWith('</html>\n'), `${text.length} characters`);
}
