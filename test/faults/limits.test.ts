/** What the options keep of a connection, and that what they leave out is counted. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';

import { buildPcap } from '../support/captures.ts';
import { keepscope } from '../support/command.ts';
import { conversation } from '../support/conversation.ts';

const folder = mkdtempSync(join(tmpdir(), 'keepscope-limits-'));
after(() => rmSync(folder, { recursive: true }));
const PROBES = 600;

/** A connection that is probed every 10 s, and dies at the end: five probes in vain, then the prober's RST. */
const talk = conversation().handshake();
for (let index = 1; index <= PROBES - 5; index++) {
  talk.at(10 * index).originator.probe();
  talk.responder.ack();
}
for (let index = PROBES - 4; index <= PROBES; index++) talk.at(10 * index).originator.probe();
talk.at(10 * (PROBES + 1)).originator.abort();
const file = join(folder, 'probed.pcap');
writeFileSync(file, buildPcap(talk.frames));

it('--max-probes keeps the first and the last half, and counts the others', () => {
  const report = JSON.parse(keepscope([file, '--max-probes', '256', '--format', 'json']).stdout);
  const [connection] = report.connections;
  assert.equal(connection.exchanges.length, 256);
  assert.equal(connection.exchangesOmitted, PROBES - 256);
  assert.equal(report.summary.probes, PROBES);
  assert.equal(report.summary.acknowledged, PROBES - 5);
  assert.equal(connection.verdict.code, 'peer-dead');
  assert.match(connection.verdict.summary, /5 probes unanswered/);
});

it('--max-entries keeps the first and the last half of the timeline, and says how many are left out', () => {
  const { stdout } = keepscope([file, '--format', 'trace', '--max-entries', '20']);
  const [, leftOut = ''] = /\.\.\. ([\d,]+) entries left out \.\.\./.exec(stdout) ?? [];
  const [timeline = ''] = stdout.split('\n verdict ');
  assert.equal(timeline.match(/^ *\d+ {2}\d\d:\d\d:\d\d\.|\.\.\. 10\.000 s idle \.\.\.$/gm)?.length, 20);
  // Each frame, and the silence before each probe and the RST.
  const entries = talk.frames.length + PROBES + 1;
  assert.equal(Number(leftOut.replaceAll(',', '')), entries - 20);
});

it('a limit that cannot be meant is refused in one line', () => {
  for (const [option, value] of [
    ['--max-probes', '255'],
    ['--max-probes', 'all'],
    ['--max-entries', '0'],
  ] as const) {
    const { status, stderr } = keepscope([file, option, value]);
    assert.equal(status, 2);
    assert.match(stderr, new RegExp(`^keepscope: ${option}: [^\\n]+\\n$`));
  }
});
