/** The interfaces that can be captured from: those of ip(8) in the same namespace, in every state. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import type { LiveInterface } from '../../../src/capture/live/interfaces.ts';
import { skipLab } from '../../lab/laboratory.ts';
import { inField, NEAR } from './field.ts';

const SOURCE = fileURLToPath(new URL('../../../src/', import.meta.url));
const LIST = `
  import { listInterfaces } from '${SOURCE}capture/live/interfaces.ts';
  console.log(JSON.stringify(await listInterfaces()));
`;
const CHECK = `
  import { checkInterface } from '${SOURCE}cli/live-interface.ts';
  for (const name of ['eth0', 'any', 'etho', 'wireless'])
    await checkInterface(name).then(() => console.log('ok'), ({ code, message, remedy }) => console.log([code, message, remedy].join('; ')));
`;

const run = (code: string) => ['--import', 'tsx', '--input-type=module', '-e', code];

describe('the interfaces', { concurrency: true, skip: skipLab() }, () => {
  it('are listed with addresses and state, the useful ones first', () =>
    inField(async ({ near }) => {
      await near.ip(['link add idle type veth peer name alone', 'link set idle up']);
      const listed: LiveInterface[] = JSON.parse(await near.run(process.execPath, run(LIST)));
      assert.deepEqual(
        listed.map(({ name, addresses, state }) => [name, addresses, state?.presence, state?.hasCarrier]),
        [
          ['eth0', [NEAR], 'up', true],
          ['lo', ['127.0.0.1'], 'up', true],
          ['alone', [], 'down', true],
          ['idle', [], 'up', false],
          ['any', [], undefined, undefined],
        ],
      );
    }));

  it('are looked for by name, and the nearest is offered', () =>
    inField(async ({ near }) => {
      const lines = (await near.run(process.execPath, run(CHECK))).trim().split('\n');
      assert.deepEqual(lines, [
        'ok',
        'ok',
        'usage; there is no interface etho; Did you mean eth0?',
        'usage; there is no interface wireless; There are eth0, lo, any.',
      ]);
    }));
});
