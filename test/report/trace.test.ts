/** The trace: one rung a segment, and at the end the verdict with what proves it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Examination } from '../../src/report/examination.ts';
import type { TraceEntry } from '../../src/report/model.ts';
import { PLAIN } from '../../src/report/paint.ts';
import { renderTrace } from '../../src/report/trace.ts';
import type { SegmentEntry } from '../../src/report/trace-ladder.ts';
import {
  captureReport,
  connectionReport,
  deadPeerConnection,
  examinationOf,
  findingReport,
} from '../support/reports.ts';

function lines(examination: Examination, columns = 80): string[] {
  return [...renderTrace(examination, {}, { columns, paint: PLAIN })].join('').split('\n');
}

function segment(frame: number, time: string, changes: Partial<SegmentEntry> = {}): SegmentEntry {
  return {
    type: 'segment',
    frame,
    capture: 0,
    at: `2021-03-04T${time}000Z`,
    from: 'responder',
    kind: 'ack',
    flags: ['ACK'],
    octets: 0,
    sinceSeconds: null,
    runPosition: null,
    outcome: null,
    answers: null,
    rttSeconds: null,
    note: null,
    ...changes,
  };
}

const DEAD: TraceEntry[] = [
  segment(1, '12:29:34.491239', { from: 'originator', kind: 'syn', flags: ['SYN'] }),
  segment(2, '12:29:34.491279', { kind: 'syn-ack', flags: ['SYN', 'ACK'], sinceSeconds: 40e-6 }),
  {
    type: 'burst',
    frame: 3,
    lastFrame: 19,
    capture: 0,
    at: '2021-03-04T12:29:34.500000000Z',
    lastAt: '2021-03-04T12:29:34.600000000Z',
    originator: { segments: 12, octets: 14_600 },
    responder: { segments: 5, octets: 0 },
    sinceSeconds: 0.0087,
  },
  { type: 'idle', seconds: 10.176, toEnd: false },
  segment(24, '12:29:44.666952', { kind: 'probe', outcome: 'acknowledged' }),
  segment(25, '12:29:44.666969', { from: 'originator', sinceSeconds: 17e-6, answers: 24, rttSeconds: 17e-6 }),
  { type: 'omitted', entries: 1200 },
  segment(28, '12:31:57.787226', {
    kind: 'probe',
    sinceSeconds: 10.24,
    runPosition: 1,
    outcome: 'unanswered',
  }),
  segment(31, '12:32:13.146776', {
    kind: 'reset',
    flags: ['RST', 'ACK'],
    sinceSeconds: 5.12,
    note: 'gives-up',
  }),
];

test('a trace shows who sent what when, what answered what, and why the verdict is what it is', () => {
  assert.deepEqual(lines(examinationOf([deadPeerConnection()], { traces: { 1: DEAD } })), [
    'connection 1  172.18.0.3:57130 -> 172.18.0.2:22345',
    '       2021-03-04, times in UTC',
    '',
    'frame  time                 since  originator        responder',
    '    1  12:29:34.491239             SYN      ------->',
    '    2  12:29:34.491279      40 us           <------- SYN,ACK',
    '    3  12:29:34.500000     8.7 ms  12 segments, 14,600 octets ->, <- 5 segments',
    '       ... 10.176 s idle ...',
    '   24  12:29:44.666952                      <------- probe',
    '   25  12:29:44.666969      17 us  ACK      ------->          answers 24, 17 us',
    '       ... 1,200 entries left out ...',
    '   28  12:31:57.787226   10.240 s           <------- probe 1  no answer',
    '   31  12:32:13.146776    5.120 s           <------- RST,ACK  gives up',
    '',
    ' verdict    peer-dead (certain)',
    '            The responder gave up 15.4 s after the last sign of life: 3 probes',
    '            unanswered, then its RST (frames 28-31).',
    '            frame 28: first probe without an answer',
    '            frame 31: the prober gives up with a RST',
    ' settings   responder: idle 10 s (9.9-10.24 s, 12 seen), interval 5 s (3 seen),',
    '            count 3 (1 seen); Linux, 250 Hz',
    ' mechanism  Nothing was at work.',
    ' remedy     Find out why 172.18.0.3 fell silent: a crash, a lost link or a',
    '            changed route.',
    '',
  ]);
});

const MEANINGS: readonly [what: string, changes: Partial<SegmentEntry>, shown: RegExp][] = [
  ['a retransmission', { kind: 'retransmission', octets: 512 }, /data +sent again, 512 octets$/],
  ['a window probe', { kind: 'window-probe' }, /probe +window probe$/],
  [
    'an answer to a window probe',
    { kind: 'window-probe-ack', answers: 7, rttSeconds: 0.5 },
    /ACK +answers 7, 500 ms$/,
  ],
  ['data that answers a probe', { kind: 'data', octets: 9, answers: 7 }, /data +answers 7: 9 octets$/],
  ['a heartbeat', { kind: 'heartbeat', octets: 2 }, /data +heartbeat, 2 octets$/],
  ['a probe at the end', { kind: 'probe', outcome: 'pending' }, /probe +no answer yet$/],
  ['an ICMP error', { kind: 'icmp-error', answers: 7 }, /ICMP +answers 7: error$/],
  ['a second copy', { kind: 'duplicate-frame' }, /ACK +captured twice$/],
  ['a segment without flags', { flags: [] }, /<-+ -$/],
];

for (const [what, changes, shown] of MEANINGS) {
  test(`${what} is shown as such`, () => {
    const traces = { 1: [segment(8, '12:00:00.000000', changes)] };
    assert.match(lines(examinationOf([connectionReport()], { traces }), 100)[4] ?? '', shown);
  });
}

test('every line of an IPv4 connection fits 80 columns, however long the meaning', () => {
  const kinds = MEANINGS.map(([, changes]) =>
    segment(1_234_567, '12:00:00.000000', {
      ...changes,
      sinceSeconds: 7200.25,
      octets: 1_234_567,
      answers: 1_234_566,
      rttSeconds: 0.0123,
    }),
  );
  const findings = [findingReport('keepalive-marginal', { remedy: ['word '.repeat(40).trim()] })];
  const traces = { 1: [...DEAD, ...kinds, ...kinds.map((entry) => ({ ...entry, answers: null }))] };
  const connection = deadPeerConnection({ findings, midstream: true, lastFrame: 1_234_567 });
  const wide = lines(examinationOf([connection], { traces })).filter((line) => line.length > 80);
  assert.deepEqual(wide, []);
});

test('a change of day and of capture is said between the rungs', () => {
  const traces = {
    1: [
      segment(30, '23:59:59.000000'),
      { ...segment(1, '00:00:01.000000', { capture: 1 }), at: '2021-03-05T00:00:01.000000000Z' },
    ],
  };
  const captures = [captureReport({ path: 'a.pcap' }), captureReport({ path: 'b.pcap' })];
  const shown = lines(examinationOf([connectionReport()], { traces, captures }));
  assert.deepEqual(
    shown.filter((line) => line.includes('--') && !line.includes('->') && !line.includes('<-')),
    ['       -- a.pcap --', '       -- b.pcap --', '       -- 2021-03-05 --'],
  );
});

test('connections follow one another, each under its heading', () => {
  const headings = lines(examinationOf([connectionReport(), connectionReport({ id: 2 })])).filter((line) =>
    line.startsWith('connection '),
  );
  assert.equal(headings.length, 2);
});

test('long addresses take two lines of heading', () => {
  const address = '2001:db8:85a3:8d3:1319:8a2e:370:7348';
  const shown = lines(
    examinationOf([connectionReport({ originator: { address, port: 1 }, responder: { address, port: 2 } })]),
  );
  assert.deepEqual(shown.slice(0, 2), [`connection 1  [${address}]:1`, `           -> [${address}]:2`]);
});

test('a timeline that was not kept is no empty one', () => {
  const text = lines(examinationOf([connectionReport({ id: 15_000 })]), 60).join('\n');
  assert.match(text, /not kept/);
  assert.match(text, /--connection\s+15000/);
});

test('findings over more connections than they name are shown with each of them', () => {
  const all = [1, 2, 3].map((id) => connectionReport({ id }));
  const finding = (connections: number[], connectionCount: number): string =>
    [
      ...renderTrace(
        examinationOf(all, {
          findings: [findingReport('server-idle-close', { connections, connectionCount })],
        }),
        { connections: [3] },
        { columns: 80, paint: PLAIN },
      ),
    ].join('');
  assert.match(finding([1, 2], 3), /server-idle-close/);
  assert.match(finding([1, 3], 2), /server-idle-close/);
  assert.doesNotMatch(finding([1, 2], 2), /server-idle-close/);
});

test('nothing to trace is said', () => {
  assert.deepEqual(lines(examinationOf([])), ['no TCP connections', '']);
});
