/** What the lab does where something cannot be taken away, or not yet. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmdirSync } from 'node:fs';
import { describe, it } from 'node:test';

import { runExperiment } from '../../src/lab/experiment.ts';
import { Host } from '../../src/lab/host.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { uniquePrefix } from '../../src/lab/owner.ts';
import type { Scenario } from '../../src/lab/scenario.ts';
import { removeNamespace } from '../../src/lab/sweep.ts';
import { RoutedNetwork } from '../../src/lab/topology/routed.ts';
import { skipLab } from './laboratory.ts';

/** `ip netns delete` unlinks the name (ip-netns(8)), and unlink(2) takes no directory. */
const STAYS = /^ip netns delete (\S+): Cannot remove namespace file "\/run\/netns\/\1": Is a directory$/;

describe('a namespace that cannot be removed', { skip: skipLab() }, () => {
  it('is a failure; one that is gone is none', async () => {
    const name = `${uniquePrefix()}stuck`;
    mkdirSync(`/run/netns/${name}`, { recursive: true });
    try {
      await assert.rejects(removeNamespace(name), (error: Error) => STAYS.test(error.message.slice(5)));
    } finally {
      rmdirSync(`/run/netns/${name}`);
    }
    await removeNamespace(name);
  });

  it('is said, and why the experiment failed is not lost', async () => {
    const prefix = uniquePrefix();
    const stuck = `${prefix}stuck`;
    const scenario: Scenario = {
      name: 'stuck',
      summary: '',
      options: {},
      run: async (lab) => {
        mkdirSync(`/run/netns/${stuck}`, { recursive: true });
        lab.hosts.push(new Host('stuck', stuck, lab.journal));
        throw new Error('its own failure');
      },
    };
    const said: string[] = [];
    const say = (line: string): void => void said.push(line);
    const { signal } = new AbortController();
    try {
      await assert.rejects(runExperiment(scenario, { values: {}, bothSides: false, signal, say }), {
        message: 'its own failure',
      });
    } finally {
      rmdirSync(`/run/netns/${stuck}`);
    }
    assert.equal(said.length, 1);
    assert.match(said[0]?.replace('something stays: ', '') ?? '', STAYS);
  });

  it('and was left by an earlier run, is said by the next', () => {
    // Process ids end at 4194304. In a mount namespace of its own: experiments beside this one must not meet it.
    const name = 'keepscope-4194305-1-1-stuck';
    const sweep = new URL('../../src/lab/sweep.ts', import.meta.url).href;
    const { status, stdout, stderr } = spawnSync(
      'unshare',
      [
        '--mount',
        'sh',
        '-ec',
        `mkdir -p /run/netns; mount -t tmpfs none /run/netns; mkdir /run/netns/${name}; exec "$@"`,
        'sh',
      ]
        .concat([process.execPath, '--import', 'tsx', '--input-type=module', '-e'])
        .concat(`const { sweep } = await import('${sweep}'); await sweep((line) => console.log(line));`),
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout.trim().replace('of an earlier run something stays: ', ''), STAYS);
  });
});

it('where one host cannot be made, the others are made before that is a failure', async () => {
  const made: string[] = [];
  const lab: Pick<Lab, 'host'> = {
    host: async (name) => {
      if (name === 'client') throw new Error('no client');
      for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
      made.push(name);
      throw new Error(`no ${name}`);
    },
  };
  await assert.rejects(RoutedNetwork.make(lab as Lab), { message: 'no client' });
  assert.deepEqual(made, ['router', 'server']);
});
