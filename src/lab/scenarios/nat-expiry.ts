/**
 * A NAT forgets a connection that is silent for too long. Neither end is told: both sockets stay ESTABLISHED, and the
 * next data of either is lost, or reset. A new connection works at once, for the path is sound.
 */
import { accepted, type Conversation, connected, exchangeWords, PORT } from '../conversation.ts';
import { MOST_OF_SYSTEM, type Scenario, scenario, type TrueOutcome } from '../scenario.ts';
import { labFailure } from '../system.ts';
import { forgetAfter, isKnown, masquerade, translation, UNKNOWN, USUAL_TIMEOUT } from '../topology/nat.ts';
import { RoutedNetwork, SERVER } from '../topology/routed.ts';

/** Seconds of silence at the end of a capture from which a connection counts as idle (docs/verdicts.md). */
const LONG_SILENCE = 10;

/** What the NAT does then with packets of the connection, for the screen. */
const THEN = {
  drop: 'drops what comes',
  reset: 'resets what comes',
  untranslated: 'lets through untranslated what comes',
} as const;

export const natExpiry: Scenario = scenario({
  name: 'nat-expiry',
  summary: 'a NAT forgets the idle connection: the next data is dropped, or reset',
  options: {
    timeout: {
      kind: 'number',
      describe: 'seconds of silence after which the NAT forgets (nf_conntrack_tcp_timeout_established)',
      default: 4,
    },
    unknown: {
      kind: 'choice',
      describe: 'what the NAT does with packets of a connection that it does not know',
      choices: UNKNOWN,
      default: 'drop',
    },
    speaker: {
      kind: 'choice',
      describe: 'who speaks first after the silence',
      choices: ['originator', 'responder'],
      default: 'originator',
    },
    retries: {
      kind: 'number',
      describe: 'net.ipv4.tcp_retries2 of who speaks; the usual 15 give up after a quarter of an hour',
      default: 4,
      most: MOST_OF_SYSTEM,
    },
  },
  async run(lab, { timeout, unknown, speaker, retries }) {
    const network = await RoutedNetwork.make(lab);
    const { client, server } = network;
    await masquerade(network, { loose: false, unknown });
    const [here, there] = speaker === 'originator' ? [client, server] : [server, client];
    await here.sysctl({ 'net.ipv4.tcp_retries2': retries });
    await lab.recordAll(here, there);
    const conversation = await connected(network);
    const { originator, responder } = conversation;
    const { own, translated } = translation(lab, conversation);
    lab.happened(
      'router',
      `shows ${own} as ${translated}; after ${timeout} s of silence it forgets, and ${THEN[unknown]}`,
    );
    await exchangeWords(conversation, () => forgetAfter(network, timeout));
    const silentSince = performance.now();
    const [speaking, deaf] = speaker === 'originator' ? [originator, responder] : [responder, originator];
    const anew = await conversation.client.socket();
    lab.leave(deaf.recv());
    await lab.sleep(timeout - 0.5);
    await lab.until(5, 'the NAT did not forget', async () => !(await isKnown(network, own)));
    lab.landmark('the expiry', 'router', 'has forgotten the connection: conntrack -L is empty');
    await lab.sleep(1);
    await speaking.send('still there?');
    await lab.within(longestRetransmission(retries), 'who speaks was not told', speaking.recv());
    // What is to be seen of the new connection is that it works, however long its applications take.
    await forgetAfter(network, USUAL_TIMEOUT);
    const again = await connectedAnew(conversation, anew.on('anew'));
    const newNames = translation(lab, again);
    const silence = (performance.now() - silentSince) / 1000;
    const seen: TrueOutcome = unknown === 'drop' ? 'dropped-while-idle' : 'reset-on-resume';
    // The other end is told nothing, and its capture shows nothing but silence.
    const unseen: TrueOutcome = silence < LONG_SILENCE ? 'alive' : 'idle-unprotected';
    const [atClient, atServer] = speaker === 'originator' ? [seen, unseen] : [unseen, seen];
    return {
      outcome: new Map<string, TrueOutcome>([
        [own, atClient],
        [translated, atServer],
        [newNames.own, 'alive'],
        [newNames.translated, 'alive'],
        // What came to the server untranslated: data of a connection that it has never heard of.
        [`server ${own}`, 'reset'],
      ]),
      notes: [`To the server, ${own} is ${translated}.`],
    };
  },
});

/** Another connection between the same applications, and a few words. */
async function connectedAnew(
  { client, server, listening }: Conversation,
  originator: Conversation['originator'],
): Promise<Conversation> {
  const accepting = listening.on('anew').accept();
  const { errno } = await originator.connect(SERVER, PORT);
  if (errno !== null) throw labFailure(`the client could not connect anew: ${errno}`);
  const conversation = { client, server, originator, responder: await accepted(accepting), listening };
  await exchangeWords(conversation);
  return conversation;
}

/**
 * Seconds, with a margin: the kernel gives up at the first timer after the time that so many retransmissions take from
 * 0.2 s on (tcp_model_timeout(); ip-sysctl.rst, tcp_retries2), and the timers double up to 120 s.
 */
function longestRetransmission(retries: number): number {
  return Math.min(2 ** (retries + 1) * 0.2, 120 * (retries + 1)) * 2 + 10;
}
