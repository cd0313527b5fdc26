/** Calls that a scenario has begun and does not look at yet, when their application ends: an interrupt, a failure. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { Actor } from '../../src/lab/actor/actor.ts';
import { selectThenReceive } from '../../src/lab/conversation.ts';
import { Journal } from '../../src/lab/journal.ts';
import { start } from '../../src/lab/system.ts';
import { skipLab } from './laboratory.ts';

it('nobody else hears that they failed', { skip: skipLab() }, async () => {
  const gone: Promise<unknown>[] = [];
  const kills: (() => void)[] = [];
  // Its only socket listens at a port of the kernel's choice, and nobody connects: no namespace is needed.
  const actor = await Actor.start('server', 'here', new Journal(), (command, args) => {
    const child = start(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    gone.push(once(child, 'close'));
    kills.push(() => child.kill('SIGKILL'));
    return child;
  });
  const listening = await actor.listen(0);
  const unhandled: unknown[] = [];
  const take = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', take);
  try {
    const calls = [selectThenReceive(listening), listening.on('other').accept()];
    for (const kill of kills) kill();
    await Promise.all(gone);
    await nextTurn();
    assert.deepEqual(unhandled, []);
    for (const call of calls)
      await assert.rejects(call, /^KeepscopeError: lab: the application server ended/);
  } finally {
    process.off('unhandledRejection', take);
  }
});
