/** The lab waits for nothing without end, and no application is too slow for a NAT that soon forgets. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { arrival, connected, exchangeWords } from '../../src/lab/conversation.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { type Scenario, scenario } from '../../src/lab/scenario.ts';
import { forgetAfter, isKnown, masquerade, translation } from '../../src/lab/topology/nat.ts';
import { RoutedNetwork } from '../../src/lab/topology/routed.ts';
import { experiment, skipLab } from './laboratory.ts';

describe('waiting in the lab', { concurrency: true, skip: skipLab() }, () => {
  it('ends where what was sent does not arrive', async () => {
    const lost = trial(async (lab) => {
      const network = await RoutedNetwork.make(lab);
      const { originator, responder } = await connected(network);
      await network.cut();
      await originator.send('is anybody there?');
      await arrival(responder, 1);
    });
    await assert.rejects(experiment(lost), {
      code: 'lab-failed',
      message: 'lab: the server did not receive within 1 s',
    });
  });

  it('is as long as the machine wants before the NAT is told to forget', async () => {
    let isForgotten = false;
    const slow = trial(async (lab) => {
      const network = await RoutedNetwork.make(lab);
      await masquerade(network, { loose: false, unknown: 'reset' });
      await lab.record(network.client);
      const conversation = await connected(network);
      const { own } = translation(lab, conversation);
      await lab.sleep(1.5);
      await exchangeWords(conversation, async () => {
        await lab.sleep(1.5);
        await forgetAfter(network, 1);
      });
      await lab.until(5, 'the NAT did not forget', async () => !(await isKnown(network, own)));
      isForgotten = true;
    });
    (await experiment(slow)).remove();
    assert.ok(isForgotten);
  });
});

/** A scenario of this test's own. */
function trial(run: (lab: Lab) => Promise<void>): Scenario {
  return scenario({
    name: 'trial',
    summary: '',
    options: {},
    run: async (lab) => {
      await run(lab);
      return { outcome: 'alive' };
    },
  });
}
