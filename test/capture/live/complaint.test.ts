/** What engines say when they end, word for word (tcpdump 4.99.3, dumpcap 4.0.17, cap 0.2.1; libpcap 1.10.3). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { judgeEnd } from '../../../src/capture/live/complaint.ts';
import type { Complaint } from '../../../src/capture/live/notice.ts';

const DUMPCAP = ["Capturing on 'eth0'"];
const COUNTERS = ['2 packets captured', '2 packets received by filter', '0 packets dropped by kernel'];

const ENDS: readonly [lines: readonly string[], complaint: Complaint, line: string][] = [
  [
    [
      "tcpdump: eth0: You don't have permission to perform this capture on that device",
      '(socket: Operation not permitted)',
    ],
    'no-permission',
    'socket: Operation not permitted',
  ],
  [
    [
      ...DUMPCAP,
      'dumpcap: You do not have permission to capture on device "eth0".',
      '(socket: Operation not permitted)',
      'Please check to make sure you have sufficient permissions.',
    ],
    'no-permission',
    'socket: Operation not permitted',
  ],
  [['cap: socket: Operation not permitted'], 'no-permission', 'socket: Operation not permitted'],
  [['spawn /usr/bin/dumpcap EACCES'], 'no-permission', 'spawn /usr/bin/dumpcap EACCES'],
  [
    ['tcpdump: eth0: No such device exists', '(No such device exists)'],
    'interface-gone',
    'No such device exists',
  ],
  [
    [...DUMPCAP, 'dumpcap: There is no device named "eth0".', '(No such device exists)'],
    'interface-gone',
    'No such device exists',
  ],
  [
    ['tcpdump: pcap_loop: The interface disappeared', ...COUNTERS],
    'interface-gone',
    'pcap_loop: The interface disappeared',
  ],
  [
    [
      ...DUMPCAP,
      'File: -',
      'dumpcap: The network adapter "eth0" is no longer attached; the capture has stopped.',
      'Packets captured: 2',
    ],
    'interface-gone',
    'The network adapter "eth0" is no longer attached; the capture has stopped.',
  ],
  [['tcpdump: eth0: That device is not up'], 'interface-down', 'eth0: That device is not up'],
  [
    [...DUMPCAP, 'dumpcap: Device "eth0" is not up.', '(That device is not up)'],
    'interface-down',
    'That device is not up',
  ],
  [
    [
      'Warning: eth0: no IPv4 address assigned - This may not actually work',
      "node: ../src/binding.cc:190: static void Pcap::cb_packets(uv_poll_t*, int, int): Assertion `status == 0' failed.",
    ],
    'interface-down',
    "node: ../src/binding.cc:190: static void Pcap::cb_packets(uv_poll_t*, int, int): Assertion `status == 0' failed.",
  ],
  [
    ["tcpdump: can't parse filter expression: syntax error"],
    'bad-filter',
    "can't parse filter expression: syntax error",
  ],
  [
    [
      ...DUMPCAP,
      'dumpcap: Invalid capture filter "tcp and (" for interface \'eth0\'.',
      '',
      "That string isn't a valid capture filter (can't parse filter expression: syntax error).",
      "See the User's Guide for a description of the capture filter syntax.",
    ],
    'bad-filter',
    "can't parse filter expression: syntax error",
  ],
  [['tcpdump: no VLAN support for Linux cooked v2'], 'bad-filter', 'no VLAN support for Linux cooked v2'],
  [["tcpdump: Couldn't find user 'tcpdump'"], 'other', "Couldn't find user 'tcpdump'"],
  [COUNTERS, 'other', ''],
  // As it answers SIGUSR1.
  [['tcpdump: 2 packets captured, 2 packets received by filter, 0 packets dropped by kernel'], 'other', ''],
  [[], 'other', ''],
];

describe('what an engine says at its end', () => {
  for (const [lines, complaint, line] of ENDS) {
    it(`${complaint}: ${line || 'nothing'}`, () => {
      const how = { status: 1, signal: null };
      assert.deepEqual(judgeEnd(lines, how, false), { ...how, complaint, line });
    });
  }

  it('is about the filter, where the user gave one and nothing else is the matter', () => {
    const how = { status: 1, signal: null };
    assert.equal(judgeEnd(["tcpdump: unknown host 'nowhere'"], how, true).complaint, 'bad-filter');
    assert.equal(judgeEnd(['tcpdump: eth0: That device is not up'], how, true).complaint, 'interface-down');
    assert.equal(judgeEnd([], how, true).complaint, 'other');
  });
});
