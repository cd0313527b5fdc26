/**
 * A listing tells the same whatever a terminal, a mail or a ticket has done to it: nothing may be lost, and nothing of a
 * packet may be taken for rubbish.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { ALL_FIXTURES } from '../../support/fixtures.ts';
import { oracle } from '../../support/oracle.ts';
import { printed, reportOfText, strangeLines, toldBy } from '../../support/printed.ts';

const FIXTURES = ALL_FIXTURES.filter(({ name }) =>
  ['dead-linkcut-nft', 'ipv6-dead', 'zero-window', 'lab/alive-crossing.client', 'lab/mid-idle-dead'].includes(
    name,
  ),
);

const eachLine = (change: (line: string, at: number) => string) => (text: string) =>
  text.split('\n').map(change).join('\n');

const DISGUISES: Record<string, (text: string) => string | Uint8Array> = {
  'line ends of Windows': (text) => text.replaceAll('\n', '\r\n'),
  'UTF-16 of a Windows shell': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'a mark of UTF-8': (text) => `\ufeff${text}`,
  'mail quotes': eachLine((line) => `> > ${line}`),
  indentation: eachLine((line) => `    ${line}`),
  'colours of grep': eachLine((line) => line.replace('Flags', '\x1b[01;31m\x1b[KFlags\x1b[m\x1b[K')),
  'labels of a log collector': eachLine((line) => (line === '' ? '' : `client_1  | ${line}`)),
  'labels without a bar': eachLine((line) => (line === '' ? '' : `[pod/client/tcpdump] ${line}`)),
  'entities of a web page': (text) => text.replaceAll('>', '&gt;'),
  'wrapped at blanks after 72': (text) => wrapAtBlanks(text, 72),
  'wrapped at blanks after 100, indented': (text) => wrapAtBlanks(text, 100, '      '),
  'wrapped inside words after 80': (text) => wrapInside(text, 80),
  'wrapped inside words after 64': (text) => wrapInside(text, 64),
  'joined in pairs': (text) => text.replace(/(.*)\n(.*)\n/g, '$1 $2\n'),
  'joined altogether': (text) => text.replaceAll('\n', ' '),
  'empty lines between': (text) => text.replaceAll('\n', '\n\n'),
  'what tcpdump says before and after': (text) =>
    `root@host:~# tcpdump -ni any tcp port 9000\ntcpdump: verbose output suppressed, use -v[v]... for full protocol decode\nlistening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 262144 bytes\n${text}^C\n312 packets captured\n312 packets received by filter\n0 packets dropped by kernel\n`,
  'a fence of Markdown': (text) => `\`\`\`\n${text}\`\`\`\n`,
};

describe('a listing in disguise', { skip: oracle('tcpdump').skip }, () => {
  for (const { name, file } of FIXTURES) {
    for (const [disguise, put] of Object.entries(DISGUISES)) {
      it(`${name}: ${disguise}`, async () => {
        const text = printed(file, 'tcpdump -n');
        const plain = await reportOfText(text);
        const report = await reportOfText(put(text));
        assert.deepEqual(toldBy(report), toldBy(plain));
        assert.deepEqual(strangeLines(report), []);
      });
    }

    it(`${name}: in blocks of 7 octets`, async () => {
      const text = printed(file, 'tcpdump -n -v -e').slice(0, 6000);
      assert.deepEqual(toldBy(await reportOfText(text, 7)), toldBy(await reportOfText(text)));
    });

    it(`${name}: wrapped as -v prints it`, async () => {
      const text = printed(file, 'tcpdump -n -v');
      const report = await reportOfText(wrapAtBlanks(text, 90));
      assert.deepEqual(toldBy(report), toldBy(await reportOfText(text)));
    });
  }
});

function wrapAtBlanks(text: string, columns: number, indent = ''): string {
  return eachLine((line) => {
    const parts: string[] = [];
    let rest = line;
    while (rest.length > columns) {
      const blank = rest.lastIndexOf(' ', columns);
      if (blank <= 0) break;
      parts.push(rest.slice(0, blank));
      rest = rest.slice(blank + 1);
    }
    return [...parts, rest].join(`\n${indent}`);
  })(text);
}

function wrapInside(text: string, columns: number): string {
  return eachLine((line) => (line.match(new RegExp(`.{1,${columns}}`, 'g')) ?? ['']).join('\n'))(text);
}
