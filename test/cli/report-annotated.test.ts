/** How an annotated capture is made: what is open, and what is shown meanwhile. */
import assert from 'node:assert/strict';
import {
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { ProgressDisplay } from '../../src/cli/progress.ts';
import { makeAnnotated } from '../../src/cli/report-annotated.ts';
import { REPORT_FORMATS, type ReportMaking, type ReportRequest } from '../../src/cli/report-formats.ts';
import { requestOf } from '../../src/cli/request.ts';
import { processTerminal } from '../../src/cli/terminal.ts';
import { refusedConnections } from '../support/refused-connections.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'keepscope-annotating-')));
after(() => rmSync(folder, { recursive: true }));
/** More than a block of reading holds. */
const capture = join(folder, 'large.pcap');
writeFileSync(capture, refusedConnections(800, 4000));

const [, , reportFormat] = REPORT_FORMATS;

/** Makes the report of the capture; nothing interrupts it. */
function making(): Promise<ReportMaking> {
  assert.ok(reportFormat);
  const request: ReportRequest = {
    ...requestOf([capture], {}),
    output: '-',
    reportFormat,
    onlyEvidence: false,
  };
  const { signal } = new AbortController();
  return makeAnnotated(request, processTerminal(), { signal, release: () => {} });
}

test('where not all pieces are taken, the captures are closed', {
  skip: process.platform !== 'linux',
}, async () => {
  const { pieces } = await making();
  assert.equal(isOpen(capture), true);
  for await (const _piece of pieces) break;
  assert.equal(isOpen(capture), false);
});

test('how far the analysis is, is shown until the copying begins', async (context) => {
  const update = context.mock.method(ProgressDisplay.prototype, 'update');
  const stop = context.mock.method(ProgressDisplay.prototype, 'stop');
  const { pieces } = await making();
  const octetsRead = update.mock.calls.map(({ arguments: [state] }) => state.octetsRead);
  assert.ok(octetsRead.length > 1);
  assert.equal(octetsRead.at(-1), statSync(capture).size);
  assert.equal(stop.mock.callCount(), 1);
  for await (const _piece of pieces);
});

/** Whether this process has the file open (proc_pid_fd(5)). */
function isOpen(path: string): boolean {
  return readdirSync('/proc/self/fd').some((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      // That of the folder itself.
      return false;
    }
  });
}
