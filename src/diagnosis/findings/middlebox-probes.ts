/** `middlebox-probes`: the probes in a side's name come from a device on the path; see diagnosis/middlebox-prober.ts. */
import { type FindingRule, finding } from '../finding.ts';
import { foreignProbes } from '../middlebox-prober.ts';

/** Frames that show it; more prove no more. */
const SHOWN = 8;

export const middleboxProbes: FindingRule = (timeline) => {
  for (const direction of [0, 1] as const) {
    const foreign = foreignProbes(timeline, direction);
    if (foreign === null) continue;
    const { probes, marks, own } = foreign;
    const { ttl: usual } = timeline.sides[direction];
    return finding('middlebox-probes', 'info', 'likely', {
      direction,
      count: probes.length,
      evidence: [
        ...probes.slice(0, SHOWN).map(({ frame, ttl }) => ({
          code: 'probe-of-other-distance' as const,
          frame,
          direction,
          numbers: [ttl, usual] as const,
        })),
        ...marks.map(({ mark, probe }) => ({ code: mark, frame: probe.frame, direction })),
      ],
      counterEvidence: own === undefined ? [] : [{ code: 'probe-of-side', frame: own.frame, direction }],
    });
  }
  return null;
};
