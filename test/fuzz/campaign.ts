/** Seed after seed until there are frames or seconds enough; what happened so far is told to whoever asks. */
import { specimen } from './specimen.ts';
import type { Subject } from './subject.ts';
import { trial } from './trial.ts';

export interface CampaignPlan {
  firstSeed: number;
  /** Ends after as many frames, or at the deadline (as Date.now() counts), whichever comes first. */
  frames: number;
  deadline: number;
}

export interface Fault {
  seed: number;
  /** What did not hold, and where. */
  says: string;
}

export interface CampaignResult {
  frames: number;
  captures: number;
  refused: number;
  faults: Fault[];
  /** Milliseconds of the trial that took longest for each of its frames (of 100 at least), and of the longest. */
  slowest: { seed: number; milliseconds: number };
  slowestFrame: { seed: number; milliseconds: number };
}

/** Faults after which a campaign ends: more say nothing new. */
const MOST_FAULTS = 20;
/** A frame's time is that of its capture, shared; starting an analysis takes as long as so many frames. */
const SHARED_BY = 100;

/** `onSeed` is called before each trial. */
export async function campaign(
  subject: Subject,
  plan: CampaignPlan,
  onSeed: (seed: number, result: Readonly<CampaignResult>) => void = () => {},
): Promise<CampaignResult> {
  const none = { seed: plan.firstSeed, milliseconds: 0 };
  const result: CampaignResult = {
    frames: 0,
    captures: 0,
    refused: 0,
    faults: [],
    slowest: none,
    slowestFrame: none,
  };
  for (let seed = plan.firstSeed; result.frames < plan.frames && Date.now() < plan.deadline; seed++) {
    onSeed(seed, result);
    const begun = performance.now();
    const frames = await tried(subject, seed, result);
    const milliseconds = performance.now() - begun;
    result.frames += frames;
    result.captures++;
    if (frames === 0) result.refused++;
    if (milliseconds > result.slowest.milliseconds) result.slowest = { seed, milliseconds };
    const each = milliseconds / Math.max(SHARED_BY, frames);
    if (each > result.slowestFrame.milliseconds) result.slowestFrame = { seed, milliseconds: each };
    if (result.faults.length >= MOST_FAULTS) break;
  }
  return result;
}

async function tried(subject: Subject, seed: number, { faults }: CampaignResult): Promise<number> {
  const octets = specimen(seed);
  try {
    return await trial(subject, octets, seed);
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    faults.push({ seed, says: stack.slice(0, 2000) });
    return 0;
  }
}
