/**
 * The path loses probes or their answers, but not as many in a row as would make the prober give up. One answer ends the
 * run of lost ones, and the applications notice nothing (RFC 9293 §3.8.4, MUST-29: one lost probe is not death).
 */
import { KeepscopeError } from '../../errors.ts';
import { arrival, connected, exchangeWords, probePeriod } from '../conversation.ts';
import { keepaliveOptions, type Scenario, scenario } from '../scenario.ts';
import { endLoss, LOSSES, losePackets } from '../topology/loss.ts';
import { RoutedNetwork } from '../topology/routed.ts';

export const lossy: Scenario = scenario({
  name: 'lossy',
  summary: 'some probes or answers are lost, and the connection survives',
  options: {
    ...keepaliveOptions(2, 1, 3),
    lose: {
      kind: 'choice',
      describe: 'what is lost: probes, answers, or both; only --both-sides shows which',
      choices: LOSSES,
      default: 'both',
    },
    answered: { kind: 'number', describe: 'answered probes before the loss begins', default: 2 },
    lost: { kind: 'number', describe: 'how many in a row', default: 2 },
    times: { kind: 'number', describe: 'how often that happens', default: 2 },
  },
  async run(lab, { idle, interval, count, lose, answered, lost, times }) {
    refuseFatal(lose, lost, count);
    const network = await RoutedNetwork.make(lab);
    const { client, server } = network;
    await lab.record(client, server);
    const conversation = await connected(network);
    await conversation.originator.keepalive({ idle, interval, count });
    await exchangeWords(conversation);
    const { originator, responder } = conversation;
    const question = responder.recv(); // blocks all the while
    const period = probePeriod(idle, interval);
    await lab.counted(client, 'TCPKeepAlive', answered, answered * period + 5);
    // The answer comes within microseconds, the next probe in seconds: the loss begins between the two.
    await lab.sleep(0.3);
    lab.landmark('the beginning of the loss', 'router', await losePackets(network, lose, lost));
    const probes = answered + times * (lost + 1);
    await lab.counted(client, 'TCPKeepAlive', probes, times * (period + lost * probePeriod(interval, 0)) + 5);
    await lab.sleep(0.3);
    const { probes: lostProbes, answers } = await endLoss(network);
    const text = `has lost ${lostProbes} probes and ${answers} answers; now it loses nothing any more`;
    lab.happened('router', text);
    await originator.send('are you still there?');
    await lab.within(5, 'the server did not receive', question);
    await responder.send('yes');
    await arrival(originator);
    return { outcome: 'alive', notes: [`the router ${text}`] };
  },
});

/** What would not be this experiment is said, not done. */
function refuseFatal(lose: (typeof LOSSES)[number], lost: number, count: number): void {
  if (lost >= count) {
    throw new KeepscopeError(
      'usage',
      `--lost ${lost}: the client gives up after ${count} probes`,
      'make --lost less than --count; keepscope lab dead-peer shows the giving up',
    );
  }
  if (lose === 'both' && lost < 2) {
    throw new KeepscopeError('usage', '--lose both needs --lost 2 at least', 'or choose what is lost');
  }
}
