/** How a live capture begins, or why it cannot. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { findTool, oracle } from '../../support/oracle.ts';
import { Capturing } from './capturing.ts';
import { FRAMES_A_KNOCK, inField, skips } from './field.ts';

/** As somebody who may do nothing. */
const NOBODY = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];

describe('a live capture cannot begin', { concurrency: 2 }, async () => {
  const engines = await skips();
  const skipAny = engines.map(([, skip]) => skip).find((skip) => skip !== false) ?? false;

  for (const [engine, skip] of engines) {
    it(`with a filter that is none: ${engine}`, { skip }, () =>
      inField(async ({ near }) => {
        for (const [filter, complaint] of [
          ['tcp and (', /^the filter "tcp and \(" is not understood: .*syntax error$/],
          ['host nowhere.invalid', /^the filter "host nowhere\.invalid" is not understood: unknown host/],
          ['tcp port 99999999', /^the filter "tcp port 99999999" is not understood: ./],
        ] as const) {
          const live = new Capturing(near, { interface: 'eth0', engine, filter });
          await live.done();
          assert.equal(live.error?.code, 'usage');
          assert.equal(live.error.exitStatus, 2);
          assert.match(live.error.message, complaint);
          assert.deepEqual(live.codes, []);
        }
      }),
    );

    it(`without permission: ${engine}`, { skip }, () =>
      inField(async ({ near }) => {
        const live = new Capturing(near, { interface: 'eth0', engine }, NOBODY);
        await live.done();
        assert.equal(live.error?.code, 'live-unavailable');
        assert.match(live.error.message, /has no permission to capture/);
        for (const way of ['setcap', 'group wireshark', 'root'])
          assert.match(live.error.remedy, new RegExp(way));
      }),
    );

    it(`on an interface that is not there, nor on one that is down until it is up: ${engine}`, { skip }, () =>
      inField(async (field) => {
        const nowhere = new Capturing(field.near, { interface: 'nowhere', engine });
        await nowhere.done();
        assert.equal(nowhere.error?.code, 'usage');
        assert.equal(nowhere.error.message, 'there is no interface nowhere');

        await field.near.ip(['link set eth0 down']);
        const live = new Capturing(field.near, { interface: 'eth0', engine });
        await live.until('it is said', () => live.codes.includes('interface-down'));
        await field.near.ip(['link set eth0 up']);
        await live.until('it captures', () => live.codes.includes('engine-started'));
        await field.wireNeighbour();
        await field.knock(1);
        await live.stop();
        assert.equal(live.frames.length, FRAMES_A_KNOCK);
      }),
    );
  }

  for (const engine of ['dumpcap', 'tcpdump']) {
    it(`where ${engine} is not installed`, { skip: skipAny }, () =>
      inField(async ({ near }) => {
        const live = new Capturing(near, { interface: 'eth0', engine, path: '' });
        await live.done();
        assert.equal(live.error?.code, 'live-unavailable');
        assert.equal(live.error.message, `the engine ${engine} is not installed`);
        assert.match(live.error.remedy, /apt-get install/);
      }),
    );
  }

  it('but auto takes the best engine', { skip: skipAny }, () =>
    inField(async ({ near }) => {
      const live = new Capturing(near, { interface: 'eth0', engine: 'auto' });
      await live.until('an engine starts', () => live.notices.length > 0);
      await live.stop();
      assert.deepEqual(
        live.notices.map((notice) => notice.code === 'engine-started' && notice.engine),
        ['cap'],
      );
    }),
  );

  // What is privileged is the engine alone; keepscope is nobody.
  it('but auto takes an engine that may capture', { skip: skipAny || oracle('setcap').skip }, () =>
    inField(async (field) => {
      const dumpcap = join(field.folder, 'dumpcap');
      copyFileSync(findTool('dumpcap') ?? '', dumpcap);
      chmodSync(field.folder, 0o755);
      execFileSync('setcap', ['cap_net_raw,cap_net_admin+eip', dumpcap]);
      const live = new Capturing(
        field.near,
        { interface: 'eth0', engine: 'auto', path: field.folder },
        NOBODY,
      );
      await live.until('an engine starts', () => live.codes.includes('engine-started'));
      await field.knock(2);
      await live.stop();
      assert.equal(live.frames.length, 2 * FRAMES_A_KNOCK);
      assert.deepEqual(
        live.notices.map((notice) => [notice.code, 'engine' in notice ? notice.engine : null]),
        [
          ['engine-passed-over', 'cap'],
          ['engine-started', 'dumpcap'],
        ],
      );
    }),
  );
});
