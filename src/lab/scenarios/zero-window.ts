/**
 * The receiver stops reading, and its window closes. While data waits for the window, the sender probes the window, with
 * growing gaps, and keepalive is silent (Linux, tcp_probe_timer() and tcp_keepalive_timer()). With nothing to send,
 * keepalive goes on as ever: its probes and their answers pass through a closed window.
 */
import type { Socket } from '../actor/socket.ts';
import { arrival, connected, exchangeWords, probePeriod } from '../conversation.ts';
import type { Lab } from '../lab.ts';
import { keepaliveOptions, type Scenario, scenario } from '../scenario.ts';
import { labFailure } from '../system.ts';
import { RoutedNetwork } from '../topology/routed.ts';

/** Octets that a socket buffer is asked to hold: small, so that little data closes the window. */
const BUFFER = 4096;
/** More than both buffers hold. */
const PENDING = 14_000;
/** Seconds that data takes at most to be acknowledged, should a segment have to be sent again. */
const ACKNOWLEDGING = 10;
/** Window probes come after one RTO, at least 0.2 s, then after twice the time each (RFC 9293 §3.8.6.1). */
const FIRST_GAP = 0.3;

export const zeroWindow: Scenario = scenario({
  name: 'zero-window',
  summary: 'a reader that stops: window probes, and no keepalive',
  options: {
    ...keepaliveOptions(2, 1, 3),
    pending: {
      kind: 'choice',
      describe: 'what the sender has when the window is closed: data; or nothing, and keepalive goes on',
      choices: ['data', 'nothing'],
      default: 'data',
    },
    probes: { kind: 'number', describe: 'probes through the closed window, of either kind', default: 5 },
    resume: { kind: 'switch', describe: 'the reader reads again at the end, and keepalive goes on' },
  },
  async run(lab, { idle, interval, count, pending, probes, resume }) {
    const network = await RoutedNetwork.make(lab);
    const { client, server } = network;
    await lab.record(client, server);
    const conversation = await connected(network, { receiveBuffer: BUFFER });
    const { originator, responder } = conversation;
    await originator.set('SO_SNDBUF', BUFFER);
    await originator.keepalive({ idle, interval, count });
    await exchangeWords(conversation);
    lab.landmark('the stop', 'server', 'stops reading');
    const period = probePeriod(idle, interval);
    const isKept = pending === 'nothing';
    // It blocks: the application does not learn why, and keepalive does not tell it.
    const sent = isKept ? await fillWindow(lab, originator) : originator.send(Buffer.alloc(PENDING));
    if (isKept) await lab.counted(client, 'TCPKeepAlive', probes, probes * period + 5);
    else await lab.counted(client, 'TCPWinProbe', probes, FIRST_GAP * 2 ** probes + 10);
    const window = await lab.countOf(client, 'TCPWinProbe');
    const keepalive = await lab.countOf(client, 'TCPKeepAlive');
    lab.happened('client', `kernel has sent ${window} window probes and ${keepalive} keepalive probes`);
    if (resume) {
      lab.happened('server', 'reads again');
      await readAll(responder, isKept ? Number(sent) : PENDING);
      await sent;
      const more = (isKept ? probes : 0) + 2;
      await lab.counted(client, 'TCPKeepAlive', more, 2 * period + 5);
      lab.happened('client', 'kernel sends keepalive probes, as of any idle connection');
    }
    return { outcome: 'zero-window' };
  },
});

/** Sends as much as the window takes, to the octet: nothing is left to send. Gives how much. */
async function fillWindow(lab: Lab, socket: Socket): Promise<number> {
  let octets = 0;
  for (;;) {
    const window = await socket.get('TCP_INFO tcpi_snd_wnd');
    if (window === 0) return octets;
    await socket.send(Buffer.alloc(window));
    octets += window;
    // What was sent fits the window, so it is in flight until it is acknowledged. The server may delay that.
    await lab.sleep(0.1);
    await lab.until(ACKNOWLEDGING, 'the server did not acknowledge', async () => {
      return (await socket.get('TCP_INFO tcpi_unacked')) === 0;
    });
  }
}

async function readAll(socket: Socket, octets: number): Promise<void> {
  for (let read = 0; read < octets; ) {
    const { returned } = await arrival(socket);
    if (returned <= 0) throw labFailure('the reader did not receive everything');
    read += returned;
  }
}
