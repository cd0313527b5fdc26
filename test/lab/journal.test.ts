/** What belongs to an experiment, and what only to its end. */
import assert from 'node:assert/strict';
import { it } from 'node:test';

import type { Result } from '../../src/lab/actor/protocol.ts';
import { type CallEntry, Journal } from '../../src/lab/journal.ts';

const END_OF_FILE: Result = { call: 'recv', returned: 0, errno: null, value: '', startedAt: 10, endedAt: 11 };

it('a call that returns while the experiment runs has its result', () => {
  const journal = new Journal();
  const entry = begun(journal);
  journal.finish(entry, END_OF_FILE);
  assert.deepEqual(entry, { ...entry, startedAt: 10, result: END_OF_FILE });
});

it('a call that returns because the other application is ended has never returned', () => {
  const journal = new Journal();
  const entry = begun(journal);
  journal.close();
  journal.finish(entry, END_OF_FILE);
  assert.equal(entry.result, null);
});

function begun(journal: Journal): CallEntry {
  return journal.begin({
    actor: 'server',
    host: 'server',
    thread: 'main',
    call: 'recv',
    detail: '',
    local: null,
  });
}
