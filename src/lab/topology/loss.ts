/** A router that loses packets by counting them (nft(8), numgen inc): every run of the experiment loses the same ones. */
import { type RoutedNetwork, TO_CLIENT, TO_SERVER } from './routed.ts';

/** What is lost of the probes that the client sends: they themselves, their answers, or first some and then others. */
export const LOSSES = ['probes', 'answers', 'both'] as const;

export type Loss = (typeof LOSSES)[number];

/**
 * From now on, of every `lost` + 1 probes of the client the last one is answered, and the answer arrives. Nothing but
 * probes and answers may be under way. Gives what the router does, for people: `loses 2 of 3 probes`.
 */
export async function losePackets(
  { router }: Pick<RoutedNetwork, 'router'>,
  what: Loss,
  lost: number,
): Promise<string> {
  const answers = { probes: 0, answers: lost, both: Math.floor(lost / 2) }[what];
  const probes = lost - answers;
  await router.nft(`
    table ip loss {
      chain forward {
        type filter hook forward priority filter; policy accept;
        ${probes === 0 ? '' : firstOf(probes, lost + 1, TO_SERVER)}
        ${answers === 0 ? '' : firstOf(answers, answers + 1, TO_CLIENT)}
      }
    }`);
  const ofProbes = probes === 0 ? [] : [`${probes} of ${lost + 1} probes`];
  const ofAnswers = answers === 0 ? [] : [`${answers} of ${answers + 1} answers`];
  return `loses ${[...ofProbes, ...ofAnswers].join(' and ')}`;
}

/** Ends the loss; gives how many packets were lost on the way to either side. */
export async function endLoss({
  router,
}: Pick<RoutedNetwork, 'router'>): Promise<{ probes: number; answers: number }> {
  const rules = await router.run('nft', ['list', 'table', 'ip', 'loss']);
  await router.nft('delete table ip loss');
  const lostTo = (device: string): number =>
    Number(new RegExp(`oifname "${device}".* packets (\\d+)`).exec(rules)?.[1] ?? 0);
  return { probes: lostTo(TO_SERVER), answers: lostTo(TO_CLIENT) };
}

/** The rule that drops the first so many of every `of` packets that leave by the device. */
function firstOf(lost: number, of: number, device: string): string {
  return `oifname ${device} numgen inc mod ${of} < ${lost} counter drop`;
}
