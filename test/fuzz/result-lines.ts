/** What a campaign came to, in lines. */
import type { CampaignResult, Fault } from './campaign.ts';
import type { RoomCoverage } from './coverage.ts';

export function resultLines(
  { frames, captures, refused, faults, slowest, slowestFrame }: CampaignResult,
  coverage: readonly RoomCoverage[],
  milliseconds: number,
  peak: number,
): string[] {
  const rate = Math.round(frames / (milliseconds / 1000));
  return [
    `${frames} frames in ${captures} captures (${refused} without a frame), ${Math.round(milliseconds / 1000)} s, ${rate} frames/s`,
    `peak memory ${Math.round(peak / 2 ** 20)} MB`,
    `slowest capture ${slowest.milliseconds.toFixed(0)} ms (seed ${slowest.seed}), slowest frame ${slowestFrame.milliseconds.toFixed(2)} ms (of seed ${slowestFrame.seed})`,
    ...coverage.flatMap(coverageLines),
    ...faults.flatMap(faultLines),
    faults.length === 0 ? 'no fault' : `${faults.length} faults`,
  ];
}

/** One line that says how to see it again, and what it was. */
export function faultLines({ seed, says }: Fault): string[] {
  return [
    `FAULT seed ${seed}: npm run fuzz -- --seed ${seed} --one`,
    ...says.split('\n').map((line) => `  ${line}`),
  ];
}

function coverageLines({
  room,
  functions,
  functionsReached,
  lines,
  linesReached,
  missed,
}: RoomCoverage): string[] {
  const share = (part: number, whole: number): string =>
    `${part} of ${whole} (${((100 * part) / Math.max(1, whole)).toFixed(1)} %)`;
  return [
    `${room}/: ${share(functionsReached, functions)} functions, ${share(linesReached, lines)} lines`,
    ...(missed.length === 0 ? [] : [`  never reached: ${missed.join(', ')}`]),
  ];
}
