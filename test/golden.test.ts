/**
 * Goldens: what keepscope makes of every fixture, whole, so that a change shows what it changes. `UPDATE_GOLDEN=1` writes
 * them anew, and is refused where CI is set: somebody has to read the difference.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';

import { analyze, type Report } from '../src/index.ts';
import { keepscope } from './support/command.ts';
import { ALL_FIXTURES, FIXTURES_FOLDER, TEXT_TRACES } from './support/fixtures.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const IS_UPDATE = process.env['UPDATE_GOLDEN'] === '1';
if (IS_UPDATE && process.env['CI']) throw new Error('UPDATE_GOLDEN is refused where CI is set');

/** Captures whose table and trace are goldens too: a dead peer, window probes, copies with two probers, text. */
const SHOWN: ReadonlySet<string> = new Set([
  'dead-linkcut-nft',
  'zero-window',
  'any-router.sll2',
  'traces/peer-disconnected.tcpdump',
]);

const validate = new Ajv2020({ allErrors: true }).compile(readJson(`${ROOT}schema/report-1.json`) as object);

for (const { name, path, file } of [...ALL_FIXTURES, ...TEXT_TRACES]) {
  const golden = `${FIXTURES_FOLDER}${name}.expected.json`;

  describe(name, () => {
    it('the report is as expected', async () => {
      const report = normalized(await analyze(file), path);
      if (IS_UPDATE) writeFileSync(golden, `${JSON.stringify(report, null, 2)}\n`);
      assert.deepEqual(report, readJson(golden));
    });

    it('the expected report is one by the schema', () => {
      assert.ok(validate(readJson(golden)), JSON.stringify(validate.errors, null, 2));
    });

    for (const format of SHOWN.has(name) ? ['table', 'trace'] : []) {
      it(`the ${format} is as expected`, () => {
        const { status, stdout, stderr } = keepscope([path, '--format', format], { cwd: ROOT });
        assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
        const shown = `${FIXTURES_FOLDER}${name}.${format}.txt`;
        if (IS_UPDATE) writeFileSync(shown, stdout);
        assert.equal(stdout, readFileSync(shown, 'utf8'));
      });
    }
  });
}

/** What differs from machine to machine and from release to release. */
function normalized(report: Report, path: string): Report {
  const captures = report.captures.map((capture) => ({ ...capture, path }));
  return { ...report, generator: { ...report.generator, version: '0.0.0' }, captures };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
