/** The default screen. Its letters may change; what a reader is told, and that it fits the screen, may not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { COLORED } from '../../src/cli/colors.ts';
import type { Examination } from '../../src/report/examination.ts';
import { PLAIN } from '../../src/report/paint.ts';
import type { Selection } from '../../src/report/selection.ts';
import { renderTable } from '../../src/report/table.ts';
import {
  captureReport,
  connectionReport,
  connectionsOf,
  deadPeerConnection,
  examinationOf,
  findingReport,
  keepaliveReport,
  verdictReport,
} from '../support/reports.ts';

function screen(examination: Examination, columns = 80, selection: Selection = {}): string[] {
  const text = [...renderTable(examination, selection, { columns, paint: PLAIN })].join('');
  assert.ok(text.endsWith('\n'));
  return text.slice(0, -1).split('\n');
}

const DEAD = examinationOf([deadPeerConnection()]);

test('the screen says what was read, what it came to, and what became of the connection', () => {
  assert.deepEqual(screen(DEAD, 100), [
    'dead-peer.pcap: pcap, Ethernet, 31 frames, 31 TCP segments, 2 min 39 s',
    '1 connection, 1 needs attention: 1 peer-dead',
    '',
    ' #  originator -> responder               verdict    settings    probes            longest idle',
    ' 1  172.18.0.3:57130 -> 172.18.0.2:22345  peer-dead  R 10/5/3 s  12, 3 unanswered        15.4 s',
    '    The responder gave up 15.4 s after the last sign of life: 3 probes unanswered, then its RST',
    '    (frames 28-31).',
    '    -> Find out why 172.18.0.3 fell silent: a crash, a lost link or a changed route.',
  ]);
});

test('a narrow screen moves below the row what does not fit beside it', () => {
  assert.deepEqual(screen(DEAD, 80).slice(3, 7), [
    ' #  originator -> responder               verdict    probes            longest',
    '                                                                          idle',
    ' 1  172.18.0.3:57130 -> 172.18.0.2:22345  peer-dead  12, 3 unanswered   15.4 s',
    '    settings R 10/5/3 s',
  ]);
});

test('a wide screen says more', () => {
  const heading = screen(DEAD, 200)[3] ?? '';
  for (const name of ['first seen', 'duration', 'segments', 'octets', 'answered in']) {
    assert.ok(heading.includes(name), name);
  }
});

const LONG = connectionReport({
  id: 4321,
  originator: { address: '2001:db8:85a3:8d3:1319:8a2e:370:7348', port: 57_130 },
  responder: { address: '2001:db8:85a3:8d3:1319:8a2e:370:7344', port: 22_345 },
  keepalive: {
    originator: keepaliveReport(),
    responder: keepaliveReport({ intervalSeconds: null, count: null }),
  },
  verdict: verdictReport('retransmit-give-up', {
    summary: 'word '.repeat(60).trim(),
    remedy: ['word '.repeat(40)],
  }),
  findings: [findingReport('keepalive-too-slow'), findingReport('one-way-loss')],
});

for (const columns of [80, 100, 120, 140, 200]) {
  test(`no line is wider than a screen of ${columns} columns, whatever the addresses`, () => {
    const lines = screen(
      examinationOf([LONG, deadPeerConnection(), ...connectionsOf(['dropped-while-idle'])]),
      columns,
    );
    assert.deepEqual(
      lines.filter((line) => line.length > columns),
      [],
    );
    assert.ok(lines.some((line) => line.includes('[2001:db8:85a3:8d3:1319:8a2e:370:7348]:57130')));
  });
}

test('the settings of each side are named by its role, with ? for what cannot be seen', () => {
  const text = screen(examinationOf([LONG]), 200).join('\n');
  assert.match(text, /O 10\/5\/3 s/);
  assert.match(text, /R 10\/\?\/\? s/);
});

test('connections that need attention come first, the gravest and longest idle before all', () => {
  const connections = connectionsOf(['alive', 'probing', 'peer-dead', 'reset-on-resume', 'closed']);
  const idle = connections.map((connection) => ({ ...connection, longestIdleSeconds: connection.id }));
  const rows = screen(examinationOf(idle), 140).flatMap((line) => /^ (\d) /.exec(line)?.[1] ?? []);
  assert.deepEqual(rows, ['4', '3', '2', '5', '1']);
});

test('of very many connections only those that need attention are listed, and the way to the others is told', () => {
  const lines = screen(examinationOf(connectionsOf([...new Array(60).fill('alive'), 'reset'])));
  assert.equal(lines.filter((line) => / alive /.test(line)).length, 0);
  assert.equal(lines.filter((line) => / reset /.test(line)).length, 1);
  assert.match(lines.join(' '), /60 others not listed: --top N .* --verdict CODE .* --format json/);
});

test('at most 20 of very many connections are listed unless more are asked for', () => {
  const examination = examinationOf(connectionsOf(new Array(80).fill('reset')));
  const rows = (selection: Selection): number =>
    screen(examination, 120, selection).filter((line) => / -> 172.18.0.2/.test(line)).length;
  assert.deepEqual([rows({}), rows({ top: 70 }), rows({ verdicts: ['reset'] })], [20, 70, 80]);
});

test('what is wrong with a capture is said below its line', () => {
  const capture = captureReport({
    complete: false,
    dropped: 3,
    anomalies: [
      { code: 'capture-cut-short', count: 1, firstFrame: 31 },
      { code: 'time-backwards', count: 1200, firstFrame: 3 },
    ],
    skipped: [{ code: 'not-tcp', count: 7, firstFrame: 2 }],
  });
  assert.deepEqual(screen(examinationOf([], { captures: [capture] }), 100), [
    'dead-peer.pcap: pcap, Ethernet, 31 frames, 31 TCP segments, 2 min 39 s',
    '  incomplete: cut short or broken; everything before the fault is reported',
    '  anomalies: capture-cut-short (frame 31), 1,200 time-backwards (first at frame 3)',
    '  3 frames lost by the capturing host: silence may be loss',
    '  left out: 7 not-tcp',
    'no TCP connections',
  ]);
});

test('many captures are one line, and those with something wrong are named', () => {
  const captures = Array.from({ length: 40 }, (_, index) =>
    captureReport({ path: `ring-${index}.pcap`, complete: index !== 7 }),
  );
  const lines = screen(examinationOf([], { captures }));
  assert.equal(lines[0], '40 captures, 1,240 frames, 1,240 TCP segments, 2 min 39 s');
  assert.match(lines[1] ?? '', /^ring-7\.pcap/);
  assert.equal(lines.length, 4);
});

test('a path cannot write to the terminal', () => {
  const captures = [captureReport({ path: 'a\u001b]0;b\u0007\nc.pcap' })];
  assert.match(screen(examinationOf([], { captures }))[0] ?? '', /^a\\x1b\]0;b\\x07\\x0ac\.pcap: pcap/);
});

test('findings over connections are told with what proves them', () => {
  const findings = [
    findingReport('idle-timeout-bounded', {
      severity: 'error',
      evidence: [{ frame: 12, capture: 0, says: 'connection 1 survived 300 s' }],
      remedy: ['Keep the idle time below 300 s.'],
    }),
  ];
  assert.deepEqual(screen(examinationOf([], { findings })).slice(2), [
    '',
    ' idle-timeout-bounded (error, likely)',
    '    The finding is idle-timeout-bounded.',
    '    frame 12: connection 1 survived 300 s',
    '    -> Keep the idle time below 300 s.',
  ]);
});

test('a selection that nothing meets says so', () => {
  assert.equal(screen(DEAD, 80, { ports: [1] }).at(-1), 'no connection matches the selection');
});

test('colours change nothing but colours', () => {
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
  // Endpoints in one line, and in two, of which the second has nothing else.
  for (const columns of [80, 50]) {
    const painted = [...renderTable(DEAD, {}, { columns, paint: COLORED })].join('');
    assert.match(painted, escapes);
    assert.equal(painted.replaceAll(escapes, ''), `${screen(DEAD, columns).join('\n')}\n`);
  }
});
