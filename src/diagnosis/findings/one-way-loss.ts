/**
 * `one-way-loss`: the probes of one side are in vain while the other side is demonstrably there. What one side sends is
 * lost. The prober gives up all the same: on Linux the peer's probes do not restart its idle clock.
 */
import type { Exchange } from '../../keepalive/exchange.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { opposite } from '../../tracking/rows.ts';
import { SECOND } from '../../tracking/time.ts';
import { type Finding, type FindingProof, type FindingRule, finding } from '../finding.ts';

/** One lost probe is loss, not loss of a direction. */
const PROBES_AT_LEAST = 2;
/** Probes that cross on the wire prove nothing. */
const AFTERWARDS = SECOND;

export const oneWayLoss: FindingRule = (timeline) =>
  answersLost(timeline, 0) ?? answersLost(timeline, 1) ?? probesLost(timeline, 0) ?? probesLost(timeline, 1);

/** Answers were captured, but the prober goes on as if there were none, and its TSecr says so: they are lost behind. */
function answersLost(timeline: Timeline, direction: 0 | 1): Finding | null {
  const lost = runInVain(timeline, direction).filter(({ outcome }) => outcome === 'acknowledged');
  if (lost.length < PROBES_AT_LEAST) return null;
  return finding('one-way-loss', 'error', 'likely', {
    direction: opposite(direction),
    count: lost.length,
    reason: 'with-answers',
    evidence: lost.map(({ frame }) => ({ code: 'probe-acknowledged-in-vain', frame, direction })),
  });
}

/** The peer probes meanwhile and is answered, so its packets arrive; it would answer probes that arrived there. */
function probesLost(timeline: Timeline, direction: 0 | 1): Finding | null {
  const run = runInVain(timeline, direction);
  const [first] = run;
  const peer = timeline.sides[opposite(direction)];
  if (first === undefined || peer.prober === null || run.length < PROBES_AT_LEAST) return null;
  if (run.some(({ outcome }) => outcome === 'acknowledged')) return null;
  const meanwhile = peer.probes.filter(
    ({ time, outcome }) => time > first.time + AFTERWARDS && outcome === 'acknowledged',
  );
  const last = meanwhile.at(-1);
  if (last === undefined) return null;
  const hasAnswered = (timeline.sides[direction].prober?.outcomes.acknowledged ?? 0) > 0;
  const proofs: FindingProof[] = [
    ...run.map(({ frame }) => ({ code: 'probe-unanswered', frame, direction }) as const),
    { code: 'peer-probed-meanwhile', frame: last.frame, direction: opposite(direction) },
    { code: 'probe-answered', frame: last.answerFrame, direction },
  ];
  return finding('one-way-loss', 'error', hasAnswered ? 'likely' : 'possible', {
    direction,
    count: run.length,
    reason: 'without-answers',
    evidence: proofs.sort((a, b) => a.frame - b.frame),
  });
}

/** The probes that a side sent in vain: those before its reset, or at the end. */
function runInVain(timeline: Timeline, direction: 0 | 1): readonly Exchange[] {
  const gaveUp = timeline.gaveUp.find((one) => one.direction === direction);
  if (gaveUp !== undefined) return gaveUp.probes;
  const run = timeline.trailingRun;
  return run?.direction === direction ? run.unanswered : [];
}
