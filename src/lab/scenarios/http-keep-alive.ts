/**
 * HTTP keep-alive is not TCP keepalive. A server closes what was idle for 5 s (Node's keepAliveTimeout), although the
 * client's kernel probes every second (http.Agent) and gets its answers: they say that the connection works, and are no
 * request. Who takes the connection from the pool too late loses the request.
 */
import { HttpConversation } from '../http/conversation.ts';
import { type Scenario, scenario, type TrueOutcome } from '../scenario.ts';
import { RoutedNetwork } from '../topology/routed.ts';
import { slowDown } from '../topology/slow.ts';

/** Seconds of a packet from host to host where the path is slow. */
const ONE_WAY = 0.35;
/** Seconds by which Node closes later than it announces, so that clients which heed the announcement win the race. */
const NODES_OWN = 1;

export const httpKeepAlive: Scenario = scenario({
  name: 'http-keep-alive',
  summary: 'an HTTP server closes idle connections, probes or not; a client pool reuses them too late',
  options: {
    timeout: {
      kind: 'number',
      describe: 'seconds without a request that the server announces; Node closes 1 s later',
      default: 5,
      least: 2,
    },
    reuse: {
      kind: 'choice',
      describe:
        'the next request: late, when the pool knows of the close; unnoticed, by a client that was busy meanwhile; or crossing the FIN on a slow path',
      choices: ['late', 'unnoticed', 'crossing'],
      default: 'unnoticed',
    },
  },
  async run(lab, { timeout, reuse }) {
    const network = await RoutedNetwork.make(lab);
    if (reuse === 'crossing') await slowDown(lab, network, ONE_WAY);
    await lab.record(network.client, network.server);
    const http = await HttpConversation.start(lab, network, timeout);
    const { local } = await http.get('/1');
    await lab.sleep(0.5);
    await http.get('/2');
    lab.landmark('the last answer', 'client', 'and the server fall silent');
    const closing = timeout + NODES_OWN + 5;
    if (reuse === 'late') {
      await http.closed(local, closing);
      await lab.sleep(1);
    } else if (reuse === 'unnoticed') await http.lose('/3', timeout + NODES_OWN + 1);
    else {
      // The server's word comes at once, its FIN is still on the way.
      await http.closed(local, closing);
      await http.lose('/3');
    }
    const outcomes = new Map<string, TrueOutcome>();
    outcomes.set(local, reuse === 'unnoticed' ? 'reset' : 'closed-fin');
    const { local: fresh } = await http.get('/4');
    outcomes.set(fresh, 'closed-fin');
    http.end();
    await http.closed(fresh, closing);
    return { outcome: outcomes };
  },
});
