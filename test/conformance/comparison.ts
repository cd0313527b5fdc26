/** One capture: what keepscope and tshark say of it, each against the truth. */
import { analyze } from '../../src/index.ts';
import type { Fixture, FlowTruth } from '../support/fixtures.ts';
import { type Connections, connectionOf, proberOf } from './connection-truth.ts';
import { type Difference, Scene } from './difference.ts';
import {
  type Exchange,
  exchangesOfReport,
  exchangesOfTruth,
  framesOf,
  MEASURES,
  type Measure,
  tiesOf,
} from './exchange-truth.ts';
import { type Reason, reasonOf } from './reasons.ts';
import { type Score, scoreOf, sumOf } from './score.ts';
import { compareSettings } from './settings-truth.ts';
import { labelledFrames, tsharkSegments } from './tshark-labels.ts';
import { compareVerdicts } from './verdict-truth.ts';

export type FrameScores = Record<Measure, Score>;

export interface Comparison {
  name: string;
  keepscope: FrameScores & { verdicts: Score; settings: Score };
  /** Settings whose estimate is the socket's option itself. */
  exactSettings: number;
  /** Where keepscope differs from the truth, a line each. */
  faults: string[];
  /** Null where tshark is not asked. */
  tshark: FrameScores | null;
  differences: ExplainedDifference[];
}

export type ExplainedDifference = Difference & { reason: Reason };

export async function compare({ name, file, truth }: Fixture, withTshark: boolean): Promise<Comparison> {
  const exchanges = exchangesOfTruth(truth);
  const keepscope = compareReport(await analyze(file), truth.flows, exchanges);
  if (!withTshark) return { name, ...keepscope, tshark: null, differences: [] };
  const segments = tsharkSegments(file);
  const differences = explainedDifferences(new Scene(segments, exchanges, truth.flows));
  const tshark = frameScores(labelledFrames(segments), framesOf(exchanges));
  return { name, ...keepscope, tshark, differences };
}

export function explainedDifferences(scene: Scene): ExplainedDifference[] {
  return scene.differences.map((difference) => ({ ...difference, reason: reasonOf(scene, difference) }));
}

/** keepscope's report against the truth. */
export function compareReport(
  report: Connections,
  flows: readonly FlowTruth[],
  exchanges: readonly Exchange[],
): Pick<Comparison, 'keepscope' | 'exactSettings' | 'faults'> {
  const told = tiesOf(exchangesOfReport(report));
  const wanted = tiesOf(exchanges);
  const verdicts = compareVerdicts(report, flows);
  const settings = flows.flatMap((flow) => {
    const connection = connectionOf(flow, report);
    return flow.probers.map((prober) => compareSettings(flow, prober, proberOf(connection, prober.who)));
  });
  return {
    keepscope: {
      ...frameScores(told, wanted),
      verdicts: verdicts.score,
      settings: sumOf(settings.map(({ score }) => score)),
    },
    exactSettings: settings.reduce((sum, { exact }) => sum + exact, 0),
    faults: [
      ...MEASURES.flatMap((measure) => frameFaults(measure, told[measure], wanted[measure])),
      ...verdicts.faults,
      ...settings.flatMap(({ faults }) => faults),
    ],
  };
}

function frameScores<T>(told: Record<Measure, T[]>, wanted: Record<Measure, T[]>): FrameScores {
  return {
    probes: scoreOf(told.probes, wanted.probes),
    answers: scoreOf(told.answers, wanted.answers),
    windowProbes: scoreOf(told.windowProbes, wanted.windowProbes),
    windowAnswers: scoreOf(told.windowAnswers, wanted.windowAnswers),
  };
}

function frameFaults(measure: Measure, told: readonly string[], wanted: readonly string[]): string[] {
  return [
    ...wanted.filter((one) => !told.includes(one)).map((one) => `${measure}: missed ${one}`),
    ...told.filter((one) => !wanted.includes(one)).map((one) => `${measure}: wrong ${one}`),
  ];
}
