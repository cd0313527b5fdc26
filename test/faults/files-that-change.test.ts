/** A capture that grows, shrinks, vanishes or is replaced while it is read. Each change is made between two blocks. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';

import { annotate, examine, KeepscopeError } from '../../src/index.ts';
import type { Examination } from '../../src/report/examination.ts';
import { refusedConnections } from '../support/refused-connections.ts';

const root = mkdtempSync(join(tmpdir(), 'keepscope-changing-'));
after(() => rmSync(root, { recursive: true }));

const FILE_HEADER = 24;
/** 1.5 MB are a block, and one is read ahead: 4 MB are three. */
const STRANGERS = 4000;
const STRANGER_OCTETS = 1016;
const large = refusedConnections(3, STRANGERS);
const more = refusedConnections(1).slice(FILE_HEADER);

let path = '';
let count = 0;
beforeEach(() => {
  path = join(root, `${count++}.pcap`);
  writeFileSync(path, large);
});

/** Examines the capture, and those that follow it; `change` happens once its first block has been read. */
function examineWhile(change: () => void, following: readonly string[] = []): Promise<Examination> {
  let isDone = false;
  const onProgress = (): void => {
    if (!isDone) change();
    isDone = true;
  };
  return examine([path, ...following], { onProgress });
}

/** What the report says of how the first capture ended. */
function endOf({ captures }: Examination): [complete: boolean, anomalies: string[]] {
  const [capture] = captures;
  return [capture?.complete ?? true, capture?.anomalies.map(({ code }) => code) ?? []];
}

describe('a capture that grows while it is read', () => {
  it('is read to the end that it has then', async () => {
    const examination = await examineWhile(() => appendFileSync(path, more));
    assert.deepEqual(endOf(examination), [true, ['time-backwards']]);
    assert.equal(examination.captures[0]?.frames, 6 + STRANGERS + 2);
  });

  it('is incomplete where the last record is being written', async () => {
    const examination = await examineWhile(() => appendFileSync(path, more.slice(0, -3)));
    assert.deepEqual(endOf(examination), [false, ['time-backwards', 'capture-cut-short']]);
    assert.equal(examination.captures[0]?.frames, 6 + STRANGERS + 1);
  });
});

describe('a capture that shrinks while it is read', () => {
  const cuts: readonly [where: string, octets: number][] = [
    ['inside a record', large.length - 10],
    ['between two records', large.length - STRANGER_OCTETS],
    ['to nothing', 0],
  ];
  for (const [where, octets] of cuts) {
    it(`is incomplete where it is cut ${where}, and what was read is kept`, async () => {
      const examination = await examineWhile(() => truncateSync(path, octets));
      assert.deepEqual(endOf(examination), [false, ['capture-cut-short']]);
      assert.equal(examination.summary.connections, 3);
    });
  }
});

describe('a capture that is removed', () => {
  it('while it is read is read to its end', async () => {
    const examination = await examineWhile(() => rmSync(path));
    assert.deepEqual(endOf(examination), [true, []]);
    assert.equal(examination.captures[0]?.frames, 6 + STRANGERS);
  });

  it('before its turn in a rotated set is said, and the others are reported', async () => {
    // It comes second: its first frame is the later one.
    const late = join(root, 'late.pcap');
    writeFileSync(late, later(large));
    const examination = await examineWhile(() => rmSync(late), [late]);
    const [first, second] = examination.captures;
    assert.deepEqual([first?.frames, first?.complete], [6 + STRANGERS, true]);
    assert.deepEqual([second?.frames, second?.complete], [0, false]);
    assert.deepEqual(second?.anomalies, [{ code: 'read-failed', count: 1, firstFrame: 1 }]);
    assert.equal(examination.summary.connections, 3);
  });
});

describe('a capture that is annotated, and so read twice', () => {
  const changes: readonly [what: string, change: () => void, says: RegExp][] = [
    ['removed', () => rmSync(path), /was removed while it was read/],
    ['cut', () => truncateSync(path, large.length - STRANGER_OCTETS), /was cut while it was read/],
    ['replaced', () => replace(path), /was replaced while it was read/],
  ];
  for (const [what, change, says] of changes) {
    it(`is refused where it is ${what} between: comments would stand on the wrong frames`, async () => {
      await assert.rejects(annotateWhile(change), (error) => {
        assert.ok(error instanceof KeepscopeError);
        assert.match(error.message, says);
        return error.exitStatus === 2;
      });
    });
  }

  it('is copied as far as it was analyzed where it grows', async () => {
    const copying = annotate(path);
    // With the first piece the first pass is over.
    let step = await copying.next();
    assert.equal(step.done, false);
    appendFileSync(path, more);
    while (step.done !== true) step = await copying.next();
    assert.equal(step.value.frames, 6 + STRANGERS);
  });
});

/** Annotates the capture; `change` happens once the first pass has read a block. */
async function annotateWhile(change: () => void): Promise<void> {
  let isDone = false;
  const onProgress = (): void => {
    if (!isDone) change();
    isDone = true;
  };
  const copying = annotate(path, { onProgress });
  while ((await copying.next()).done !== true);
}

function replace(file: string): void {
  writeFileSync(`${file}.new`, large);
  renameSync(`${file}.new`, file);
}

/** The same capture, a second later: the seconds of each record's time, in the first of its words. */
function later(capture: Uint8Array): Uint8Array {
  const copy = capture.slice();
  const view = new DataView(copy.buffer);
  for (let at = FILE_HEADER; at < copy.length; at += 16 + view.getUint32(at + 8, true))
    view.setUint32(at, view.getUint32(at, true) + 1, true);
  return copy;
}
