/** The process that a campaign runs in: it may hang or run out of memory, and is watched from outside (test/fuzz/run.ts). */
import { type CampaignPlan, type CampaignResult, campaign } from './campaign.ts';
import { Coverage, type RoomCoverage } from './coverage.ts';
import { loadSubject } from './subject.ts';

/** What it says to the process that watches it. */
export type WorkerMessage =
  | { kind: 'seed'; seed: number; frames: number; captures: number; rss: number }
  | { kind: 'done'; result: CampaignResult; coverage: RoomCoverage[]; rss: number };

const say = (message: WorkerMessage): void => void process.send?.(message);
const coverage = new Coverage();
const subject = await loadSubject(true);
let peak = 0;

process.once('message', async (plan: CampaignPlan) => {
  const result = await campaign(subject, plan, (seed, { frames, captures }) => {
    const rss = process.memoryUsage.rss();
    peak = Math.max(peak, rss);
    say({ kind: 'seed', seed, frames, captures, rss });
  });
  say({ kind: 'done', result, coverage: await coverage.take(), rss: peak });
  process.disconnect();
});
