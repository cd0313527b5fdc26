/** The findings over several connections, made from all of them. */
import type { Finding } from '../diagnosis/finding.ts';
import { NOTED, NOTED_FOR_PROBES } from '../diagnosis/population/noteworthy.ts';
import type { Population } from '../diagnosis/population/population.ts';
import type { VerdictCode } from '../diagnosis/verdict.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { EndpointNames } from '../wire/endpoint-names.ts';
import { endpointReport } from './connection-report.ts';
import { findingReport, type SharedEndpoints } from './finding-report.ts';
import type { FrameNumbers } from './frame-numbers.ts';
import type { Endpoint, FindingReport } from './model.ts';
import { SEVERITY_RANK } from './verdict-severity.ts';

/** The connections that are there, by id. */
export interface AllConnections {
  /** Ascending. */
  ids(): Iterable<number>;
  names: EndpointNames;
  timeline(id: number): Timeline;
  code(id: number): VerdictCode;
  /** Of diagnosis/survey.ts: `notes`. */
  note(id: number): number;
}

/** Asks all connections. Afterwards `population` knows the idle timeouts of their paths. */
export function findingsOverConnections(
  all: AllConnections,
  population: Population,
  frames: FrameNumbers,
): FindingReport[] {
  for (const id of all.ids()) {
    const note = all.note(id);
    if (note === NOTED || (note === NOTED_FOR_PROBES && population.wantsProbers))
      population.add(id, all.timeline(id), all.code(id));
  }
  if (population.wantsRevisit)
    for (const id of all.ids()) population.revisit(id, all.timeline(id), all.code(id));
  return population
    .findings()
    .map((finding) => findingReport(finding, finding.ids, sharedEndpoints(finding, all), frames))
    .sort((a, b) => SEVERITY_RANK[b.severity] - SEVERITY_RANK[a.severity]);
}

/** A port is shared where the address is; the originator's differs from connection to connection. */
function sharedEndpoints({ ids, connections }: Finding, all: AllConnections): SharedEndpoints {
  const timelines = ids.length < connections ? [] : ids.map((id) => all.timeline(id));
  return {
    originator: theOne(
      timelines.map(({ originator }) => endpointReport(originator, all.names)),
      false,
    ),
    responder: theOne(
      timelines.map(({ responder }) => endpointReport(responder, all.names)),
      true,
    ),
  };
}

function theOne(endpoints: readonly Endpoint[], withPort: boolean): Endpoint | null {
  const [first] = endpoints;
  const isShared = endpoints.every(
    ({ address, port }) => address === first?.address && (!withPort || port === first.port),
  );
  return first !== undefined && isShared ? first : null;
}
