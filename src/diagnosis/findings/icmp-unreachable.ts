/**
 * `icmp-unreachable`: an ICMP error quotes a segment of the connection: a router says that the destination cannot be
 * reached. Hosts do not end an established connection for it (RFC 1122 §4.2.3.9), and Linux ignores it about keepalives,
 * whose number is out of window (measured): the application sees a timeout. One that is not established ends at once
 * (Linux tcp_v4_err(), TCP_SYN_SENT): `of-syn`.
 */
import type { Timeline } from '../../timeline/timeline.ts';
import { type FindingProof, type FindingRule, finding } from '../finding.ts';
import type { VerdictCode } from '../verdict.ts';

/** What an unreachable destination explains. */
const EXPLAINED: ReadonlySet<VerdictCode> = new Set([
  'peer-dead',
  'probing',
  'dropped-while-idle',
  'retransmit-give-up',
  'incomplete',
]);
/** Frames that show it; more prove no more. */
const SHOWN = 8;

export const icmpUnreachable: FindingRule = (timeline, { verdict }) => {
  const { icmp } = timeline;
  if (icmp === null) return null;
  const isExplained = EXPLAINED.has(verdict.code);
  const evidence = [first(timeline, icmp), ...aboutProbes(timeline, icmp.frame)];
  const { lastFrame, lastDirection: direction } = timeline;
  const wentOn = !isExplained && lastFrame > icmp.frame && timeline.reset === null;
  return finding('icmp-unreachable', isExplained ? 'warning' : 'info', 'certain', {
    count: icmp.count,
    reason: verdict.reason === 'no-answer-to-syn' ? 'of-syn' : null,
    evidence: evidence.sort((a, b) => a.frame - b.frame).slice(0, SHOWN),
    counterEvidence: wentOn ? [{ code: 'still-there', frame: lastFrame, direction }] : [],
  });
};

function first({ originator }: Timeline, icmp: NonNullable<Timeline['icmp']>): FindingProof {
  const [high, middle, mapped] = originator.address;
  const version = high === 0 && middle === 0 && mapped === 0xffff ? 4 : 6;
  return {
    code: 'icmp-error',
    frame: icmp.frame,
    direction: 0,
    numbers: [icmp.type * 256 + icmp.code, version],
  };
}

/** The errors that answered probes. */
function aboutProbes({ sides }: Timeline, known: number): FindingProof[] {
  return sides.flatMap(({ prober, probes }) =>
    (prober?.outcomes['icmp-error'] ?? 0) === 0
      ? []
      : probes
          .filter(({ outcome, answerFrame }) => outcome === 'icmp-error' && answerFrame !== known)
          .map(
            ({ answerFrame, direction }) => ({ code: 'icmp-error', frame: answerFrame, direction }) as const,
          ),
  );
}
