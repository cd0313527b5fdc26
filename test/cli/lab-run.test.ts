/** What `keepscope lab` says of an experiment whose truth does not agree with itself. */
import assert from 'node:assert/strict';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

import { runLab } from '../../src/cli/lab-run.ts';
import { Output } from '../../src/cli/output.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import type { Scenario } from '../../src/lab/scenario.ts';
import { PLAIN } from '../../src/report/paint.ts';
import { skipLab } from '../lab/laboratory.ts';
import { scratchFolder } from '../support/read-back.ts';

/** One host, nobody who talks, and a count of probes that begins below what the kernel has counted. */
const MISCOUNTED: Scenario = {
  name: 'miscounted',
  summary: 'probes that no capture holds',
  options: {},
  run: async (lab) => {
    const host = await lab.host('client');
    await lab.record({ host, device: 'lo' });
    lab.countersBefore.set('client', { ...lab.countersBefore.get('client'), TCPKeepAlive: -2 });
    return { outcome: 'alive' };
  },
};

for (const format of ['trace', 'json'] as const) {
  it(`--format ${format}: each problem of the truth is said`, { skip: skipLab() }, async () => {
    const path = join(scratchFolder('lab-run'), 'output');
    const said: string[] = [];
    const stream = { fd: openSync(path, 'w'), on: () => {} } as unknown as NodeJS.WriteStream & {
      fd: number;
    };
    const terminal = {
      output: new Output(stream),
      screen: { columns: 80, paint: PLAIN },
      errors: { write: () => true },
      stdin: {},
      tty: null,
      say: (line: string) => said.push(line),
    } as unknown as Terminal;
    const request = { scenario: MISCOUNTED, values: {}, bothSides: false, write: null, truth: null };
    assert.equal(await runLab({ ...request, format }, terminal), 0);
    assert.deepEqual(said, [
      'lab: captured at the client: TCPKeepAlive[client]: the kernel counted 2, the capture holds 0',
    ]);
    assert.match(readFileSync(path, 'utf8'), /no TCP connections|"connections": ?\[\]/);
  });
}
