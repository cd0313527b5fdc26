/** What a live capture tells of itself, as it is read. */
import assert from 'node:assert/strict';
import { it } from 'node:test';

import type { EngineEnd, LiveNotice, Occurrence } from '../../src/capture/live/notice.ts';
import { liveNoticeText } from '../../src/report/live-notices.ts';

const KILLED: EngineEnd = { status: null, signal: 'SIGKILL', complaint: 'other', line: '' };
const FAILED: EngineEnd = { status: 1, signal: null, complaint: 'other', line: '' };
const GONE: EngineEnd = { ...FAILED, complaint: 'interface-gone', line: 'The interface disappeared' };
const FORBIDDEN: EngineEnd = {
  ...FAILED,
  complaint: 'no-permission',
  line: 'socket: Operation not permitted',
};

const TEXTS: readonly [occurrence: Occurrence, text: string][] = [
  [{ code: 'engine-started', engine: 'dumpcap' }, 'dumpcap captures on eth0'],
  [
    { code: 'engine-ended', engine: 'tcpdump', end: KILLED, restartAfter: 0.25 },
    'tcpdump ended by SIGKILL; started again in 0.25 s',
  ],
  [
    { code: 'engine-ended', engine: 'tcpdump', end: FAILED, restartAfter: null },
    'tcpdump ended with status 1',
  ],
  [{ code: 'engine-ended', engine: 'cap', end: GONE, restartAfter: null }, 'cap ended with the interface'],
  [
    { code: 'engine-passed-over', engine: 'cap', end: FORBIDDEN },
    'cap cannot capture here: socket: Operation not permitted; the next engine is tried',
  ],
  [
    { code: 'gave-up', engine: 'cap', ends: 6, withinSeconds: 60 },
    'cap ended 6 times within 60 s; it is not started again',
  ],
  [
    { code: 'frames-dropped', engine: 'cap', count: 1 },
    'cap dropped 1 frame that came faster than they were read',
  ],
  [{ code: 'interface-gone' }, 'eth0 is gone; all connections are kept until it is back'],
  [{ code: 'interface-back' }, 'eth0 is back'],
  [{ code: 'interface-down' }, 'eth0 is down; all connections are kept until it is up'],
  [{ code: 'interface-up' }, 'eth0 is up again'],
  [{ code: 'carrier-lost' }, 'eth0 has no carrier: its link is cut, or its other end is down'],
  [{ code: 'carrier-back' }, 'eth0 has carrier again'],
];

for (const [occurrence, text] of TEXTS) {
  it(`says: ${text}`, () => {
    const notice: LiveNotice = { ...occurrence, at: 0, interface: 'eth0' };
    assert.equal(liveNoticeText(notice), text);
  });
}
