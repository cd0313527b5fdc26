/**
 * A capture printed by tcpdump or tshark tells what the capture itself tells: the same connections, verdicts, settings,
 * findings and probes, frame by frame. What keepscope makes of the capture is held to the truth elsewhere. Where a text
 * really lacks what is needed, the difference is listed here with its reason.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { analyze, type Report } from '../../src/index.ts';
import { ALL_FIXTURES, type Fixture } from '../support/fixtures.ts';
import { oracle } from '../support/oracle.ts';
import { printed, reportOfText, strangeLines, type Told, toldBy } from '../support/printed.ts';

/** Of every fixture. */
const FORMS = [
  'tcpdump -n',
  'tcpdump -n -S -ttt',
  'tcpdump -n -v -e -tttt -#',
  'tcpdump -n -vv -ttttt -X',
  'tcpdump -n -tt -A',
  'tshark -n -t ad',
];
/** Of a few: what they add is read alike, whatever the connection does. */
const RARE_FORMS = [
  'tcpdump -nn -e -xx',
  'tcpdump -n -S -v -AA',
  'tcpdump -n -# -ttt -x',
  'tcpdump -n --number -XX -tttt',
  'tcpdump -n --nano',
  'tcpdump -n -ttttt --nano',
  'tshark -n',
  'tshark -n -t a',
  'tshark -n -t d',
  'tshark -n -t e',
  'tshark -n -t ud',
  'tshark -n -t adoy',
  'tshark -n -o tcp.relative_sequence_numbers:FALSE',
];
const FEW: ReadonlySet<string> = new Set([
  'any-router.sll2',
  'ipv6-dead',
  'windows-alive',
  'zero-window',
  'heartbeat-pong',
  'lab/dead-peer-both.client',
  'lab/mid-idle-dead',
  'lab/mid-idle-both.server',
  'lab/unreachable',
  'lab/socket-options-lone-probe',
]);

interface Lack {
  reason: string;
  /** Where the text lacks something. */
  applies: (form: string, fixture: string) => boolean;
  /** Takes what cannot be told out of what the capture tells. */
  without: (told: Told) => Told;
}

const LACKS: readonly Lack[] = [
  {
    reason: 'the TTL is printed with -v only, and not by tshark: a reset from another distance does not show',
    applies: (form) => !/ -vv?\b/.test(form),
    without: (told) => ({ ...told, findings: told.findings.filter((code) => code !== 'middlebox-reset') }),
  },
  {
    reason: 'tshark says of an ICMP error neither whom nor what it is about',
    applies: (form, fixture) => form.startsWith('tshark') && fixture.startsWith('lab/unreachable'),
    without: (told) => ({
      ...told,
      probes: told.probes.map((probe) => probe.replace(/icmp-error \d+/, 'unanswered null')),
      findings: told.findings.filter((code) => code !== 'icmp-unreachable'),
    }),
  },
  {
    reason:
      'payload is not read: what the headers of HTTP said of the close of an idle connection does not show',
    applies: (_form, fixture) => /^lab\/http-(crossing\.server|late|unnoticed)$/.test(fixture),
    without: (told) => ({
      ...told,
      findings: told.findings.filter((code) => code !== 'server-idle-close'),
    }),
  },
];

const reports = new Map<string, Promise<Report>>();

function reportOf({ file }: Fixture): Promise<Report> {
  const report = reports.get(file) ?? analyze(file);
  reports.set(file, report);
  return report;
}

for (const form of [...FORMS, ...RARE_FORMS]) {
  const fixtures = FORMS.includes(form) ? ALL_FIXTURES : ALL_FIXTURES.filter(({ name }) => FEW.has(name));
  const { skip } = oracle(form.split(' ')[0] ?? '');

  describe(`what ${form} prints`, { skip }, () => {
    for (const fixture of fixtures) {
      it(`tells as much as ${fixture.name}`, async () => {
        const told = toldBy(await reportOf(fixture));
        const text = await reportOfText(printed(fixture.file, form));
        const lacks = LACKS.filter(({ applies }) => applies(form, fixture.name));
        const tellable = lacks.reduce((all, { without }) => all.map(without), told);
        assert.deepEqual(toldBy(text), tellable);
        assert.deepEqual(strangeLines(text), []);
        assert.equal(text.captures[0]?.frames, fixture.truth.capture.frames);
      });
    }
  });
}
