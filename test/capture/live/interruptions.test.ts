/** What interrupts a live capture, and that it goes on: the interface, the engine, keepscope itself. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { Capturing } from './capturing.ts';
import { FRAMES_A_KNOCK, inField, skips } from './field.ts';

/** An engine that writes the header of a pcap (Ethernet, snaplen 256), and looks at nothing. */
const UNAWARE = String.raw`#!/bin/sh
printf '\324\303\262\241\2\0\4\0\0\0\0\0\0\0\0\0\0\1\0\0\1\0\0\0'
exec /bin/sleep 60
`;

/** Other notices may follow that of its start: the carrier comes and goes by itself. */
function runs({ codes }: Capturing): boolean {
  return codes.lastIndexOf('engine-started') > codes.lastIndexOf('engine-ended');
}

describe('a live capture goes on', { concurrency: 2 }, async () => {
  const anySkip = (await skips()).at(-1)?.[1] ?? false;
  for (const [engine, skip] of await skips()) {
    it(`after its interface was deleted and made again: ${engine}`, { skip }, () =>
      inField(async (field) => {
        const live = await Capturing.start(field.near, 'eth0', engine);
        await field.knock(2);
        await live.until('frames before', () => live.frames.length === 2 * FRAMES_A_KNOCK);
        await field.near.ip(['link delete eth0']);
        await live.until('the end is said', () => live.codes.includes('engine-ended'));
        // Long enough for somebody to look while it is down.
        await field.wire(500);
        await live.until('the next engine', () => runs(live));
        await field.knock(3);
        await live.stop();
        assert.equal(live.frames.length, 5 * FRAMES_A_KNOCK);
        assert.deepEqual(
          live.codes.filter((code) => !code.startsWith('carrier')),
          ['engine-started', 'interface-gone', 'engine-ended', 'interface-back', 'engine-started'],
        );
        const ended = live.notices.find(({ code }) => code === 'engine-ended');
        assert.ok(ended?.code === 'engine-ended');
        assert.match(ended.end.complaint, /^interface-/);
        assert.equal(ended.restartAfter, null);
      }),
    );

    it(`after its interface was down: ${engine}`, { skip }, () =>
      inField(async (field) => {
        const live = await Capturing.start(field.near, 'eth0', engine);
        await field.knock(2);
        await live.until('frames before', () => live.frames.length === 2 * FRAMES_A_KNOCK);
        await field.near.ip(['link set eth0 down']);
        await live.until('it is said', () => live.codes.includes('interface-down'));
        await field.near.ip(['link set eth0 up']);
        await live.until('it is said', () => live.codes.includes('interface-up'));
        await live.until('an engine runs', () => runs(live));
        await field.wireNeighbour();
        await field.knock(3);
        await live.stop();
        assert.equal(live.frames.length, 5 * FRAMES_A_KNOCK);
        assert.deepEqual(
          live.codes.filter((code) => code.startsWith('interface')),
          ['interface-down', 'interface-up'],
        );
        // libpcap 1.10 lives through it; the addon never does.
        if (engine === 'cap') assert.ok(live.codes.includes('engine-ended'));
      }),
    );

    it(`after its engine was killed: ${engine}`, { skip }, () =>
      inField(async (field) => {
        const live = await Capturing.start(field.near, 'eth0', engine);
        await field.knock(2);
        await live.until('frames before', () => live.frames.length === 2 * FRAMES_A_KNOCK);
        process.kill(await live.enginePid(engine), 'SIGKILL');
        await live.until('the next engine', () => live.codes.length === 3);
        await field.knock(3);
        await live.stop();
        assert.equal(live.frames.length, 5 * FRAMES_A_KNOCK);
        assert.deepEqual(live.codes, ['engine-started', 'engine-ended', 'engine-started']);
        const ended = live.notices[1];
        assert.ok(ended?.code === 'engine-ended');
        assert.deepEqual(
          { end: ended.end, restartAfter: ended.restartAfter },
          { end: { status: null, signal: 'SIGKILL', complaint: 'other', line: '' }, restartAfter: 0.25 },
        );
      }),
    );

    it(`and takes its engine with it when it is killed itself: ${engine}`, { skip }, () =>
      inField(async (field) => {
        const live = await Capturing.start(field.near, 'eth0', engine);
        const pid = await live.enginePid(engine);
        // Not of our group: Ctrl-C reaches it only through keepscope.
        assert.notEqual(groupOf(pid), groupOf(live.child.pid ?? 0));
        live.child.kill('SIGKILL');
        let runs = true;
        // No frame tells the engine that its reader is gone.
        for (let looks = 0; looks < 200 && runs; looks++) runs = await live.hasEngine(engine);
        assert.equal(runs, false);
      }),
    );
  }

  // tcpdump and dumpcap look up now and then: whether they or keepscope notice first is chance.
  it('after its interface was deleted, and the engine had not noticed', { skip: anySkip }, () =>
    inField(async (field) => {
      const engine = join(field.folder, 'tcpdump');
      writeFileSync(engine, UNAWARE, { mode: 0o755 });
      const live = new Capturing(field.near, { interface: 'eth0', engine: 'tcpdump', path: field.folder });
      await live.until('the engine starts', () => live.codes.includes('engine-started'));
      await field.near.ip(['link delete eth0']);
      await live.until('the end is said', () => live.codes.includes('engine-ended'));
      await live.stop();
      const ended = live.notices.find(({ code }) => code === 'engine-ended');
      assert.ok(ended?.code === 'engine-ended');
      assert.deepEqual(ended.end, { status: null, signal: 'SIGTERM', complaint: 'interface-gone', line: '' });
    }),
  );

  it('but not after the engine has ended too often', { skip: anySkip }, () =>
    inField(async (field) => {
      const live = await Capturing.start(field.near, 'eth0', 'tcpdump');
      for (let started = 1; started <= 6; started++) {
        await live.until(
          `engine ${started}`,
          () => live.codes.filter((code) => code === 'engine-started').length === started,
        );
        process.kill(await live.enginePid('tcpdump'), 'SIGKILL');
      }
      await live.done();
      const delays = live.notices.flatMap((notice) =>
        notice.code === 'engine-ended' ? [notice.restartAfter] : [],
      );
      assert.deepEqual(delays, [0.25, 0.5, 1, 2, 4, null]);
      assert.equal(live.codes.at(-1), 'gave-up');
    }),
  );
});

/** Field 5 of /proc/PID/stat (proc(5)), the process group. */
function groupOf(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2];
}
