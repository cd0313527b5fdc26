/** The findings over several connections, made from all of them. */
import type { Finding } from '../diagnosis/finding.ts';
import { NOTED_OPEN } from '../diagnosis/population/notes.ts';
import type { Population } from '../diagnosis/population/population.ts';
import type { EndpointNames } from '../wire/endpoint-names.ts';
import { findingReport, type SharedEndpoints } from './finding-report.ts';
import type { FrameNumbers } from './frame-numbers.ts';
import type { Endpoint, FindingReport } from './model.ts';
import { endpointReport } from './report-scale.ts';
import type { SurveyedConnections } from './surveyed-connections.ts';
import { SEVERITY_RANK } from './verdict-severity.ts';

/** Asks all connections. Afterwards `population` knows the idle timeouts of their paths. */
export function findingsOverConnections(
  all: SurveyedConnections,
  names: EndpointNames,
  population: Population,
  frames: FrameNumbers,
): FindingReport[] {
  const { notes, count } = all;
  let { wanted } = population;
  let open = 0;
  for (let place = 0; place < count; place++) {
    const note = notes[place] ?? 0;
    if (note & wanted) {
      population.add(all.connectionAt(place), note);
      wanted = population.wanted;
    } else if (note & NOTED_OPEN) open++;
  }
  population.addOpen(open);
  if (population.wantsRevisit) for (const id of all.ids()) population.revisit(all.connection(id));
  return population
    .findings()
    .map((finding) => findingReport(finding, finding.ids, sharedEndpoints(finding, all, names), frames))
    .sort((a, b) => SEVERITY_RANK[b.severity] - SEVERITY_RANK[a.severity]);
}

/** A port is shared where the address is; the originator's differs from connection to connection. */
function sharedEndpoints(
  { ids, connections }: Finding,
  all: SurveyedConnections,
  names: EndpointNames,
): SharedEndpoints {
  const timelines = ids.length < connections ? [] : ids.map((id) => all.timeline(id));
  return {
    originator: theOne(
      timelines.map(({ originator }) => endpointReport(originator, names)),
      false,
    ),
    responder: theOne(
      timelines.map(({ responder }) => endpointReport(responder, names)),
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
