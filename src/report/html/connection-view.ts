/**
 * An open connection: its timeline, why the verdict is what it is, what to do, the settings, and the filters that show
 * the evidence in Wireshark. The same for the file, where the gravest stand open, and for the table of the page.
 */

import { roughDuration } from '../duration.ts';
import { heartbeatText } from '../heartbeat-text.ts';
import type { Evidence, FindingReport } from '../model.ts';
import { grouped, quantity } from '../quantity.ts';
import { longSettings } from '../settings-text.ts';
import { type DisplayFilters, displayFilters } from './display-filters.ts';
import type { CaptureNames, Details } from './embedded.ts';
import { type Markup, type MarkupChild, markup } from './markup.ts';
import { severityBadge } from './severity-badge.ts';

/** All but the heading. `figure`: the timeline, or what stands in its place. */
export function connectionView(details: Details, captures: CaptureNames, figure: Markup): Markup {
  const { verdict, findings, firstCapture, lastCapture } = details;
  const isInOne = firstCapture === lastCapture;
  const named = isInOne ? [] : captures;
  return markup(
    'div',
    { class: 'connection' },
    figure,
    markup(
      'div',
      { class: 'facets' },
      facet('Why', paragraph(`Confidence: ${verdict.confidence}.`), evidenceList(verdict, named)),
      ...(verdict.remedy.length === 0 ? [] : [facet('What to do', remedyList(verdict.remedy))]),
      ...findings.map((finding) => findingFacet(finding, named)),
      facet('Keepalive and heartbeats', ...settingsList(details)),
      facet('In Wireshark', ...displayFilters(details, captures).flatMap(filterList)),
      facet('Facts', factList(details, captures)),
    ),
  );
}

/** What a finding says, with its proof; the heading says which. */
export function findingBody(finding: FindingReport, captures: CaptureNames): Markup[] {
  return [paragraph(finding.summary), evidenceList(finding, captures), remedyList(finding.remedy)];
}

function findingFacet(finding: FindingReport, captures: CaptureNames): Markup {
  const { code, severity, confidence } = finding;
  const heading = markup(
    'h4',
    {},
    severityBadge(severity, code),
    markup('span', { class: 'quiet' }, ` ${confidence}`),
  );
  return markup('section', { class: 'facet' }, heading, ...findingBody(finding, captures));
}

/** More than this many frames prove no more to a reader. */
const SHOWN_EVIDENCE = 12;

function evidenceList(
  { evidence, counterEvidence }: { evidence: readonly Evidence[]; counterEvidence: readonly Evidence[] },
  captures: CaptureNames,
): Markup {
  const items = [
    ...evidence.slice(0, SHOWN_EVIDENCE).map((proof) => evidenceItem(proof, '', captures)),
    ...rest(evidence),
    ...counterEvidence.slice(0, SHOWN_EVIDENCE).map((proof) => evidenceItem(proof, 'but ', captures)),
    ...rest(counterEvidence),
  ];
  return markup('ul', { class: 'evidence-list' }, ...items);
}

function evidenceItem({ frame, capture, says }: Evidence, lead: string, captures: CaptureNames): Markup {
  const origin = captures.length > 1 ? ` of ${captures[capture] ?? ''}` : '';
  return markup('li', {}, lead, markup('b', {}, `frame ${frame}`), `${origin}: ${says}`);
}

function rest(proofs: readonly Evidence[]): Markup[] {
  const count = proofs.length - SHOWN_EVIDENCE;
  return count > 0 ? [markup('li', { class: 'quiet' }, `and ${quantity(count, 'more frame')}`)] : [];
}

function remedyList(remedies: readonly string[]): Markup {
  return markup('ul', { class: 'remedies' }, ...remedies.map((remedy) => markup('li', {}, remedy)));
}

function settingsList({ keepalive, heartbeats, mechanism }: Details): Markup[] {
  const sides = (['originator', 'responder'] as const).flatMap((side) => {
    const report = keepalive[side];
    return report === null ? [] : [paragraph(markup('b', {}, `${side}: `), longSettings(report))];
  });
  const beats = heartbeats.map((heartbeat) =>
    paragraph(markup('b', {}, `${heartbeat.from}: `), heartbeatText(heartbeat)),
  );
  return [...sides, ...beats, paragraph(mechanism.summary)];
}

function filterList({ capture, evidence, connection }: DisplayFilters): Markup[] {
  const name = capture === null ? [] : [markup('p', { class: 'capture-name' }, capture)];
  const filters = evidence === null ? [] : [filterBox('The evidence', evidence)];
  return [...name, ...filters, filterBox('The whole connection', connection)];
}

/** One click selects all of the filter; the page adds a button that copies it. */
function filterBox(label: string, filter: string): Markup {
  return markup(
    'div',
    { class: 'filter' },
    markup('span', { class: 'filter-label' }, label),
    markup('code', {}, filter),
  );
}

function factList(details: Details, captures: CaptureNames): Markup {
  const { firstAt, lastAt, durationSeconds, segments, octets } = details;
  const facts: [string, string][] = [
    [
      'first seen',
      `${instant(firstAt)}${details.midstream ? ', began before the capture: roles are inferred' : ''}`,
    ],
    ['last seen', instant(lastAt)],
    ['duration', roughDuration(durationSeconds)],
    ['segments', grouped(segments)],
    ['octets', `originator ${grouped(octets.originator)}, responder ${grouped(octets.responder)}`],
    ['longest idle', roughDuration(details.longestIdleSeconds)],
    ['longest silence', roughDuration(details.longestSilenceSeconds)],
    ['frames', framesText(details, captures)],
  ];
  return markup(
    'dl',
    {},
    ...facts.map(([name, value]) => markup('div', {}, markup('dt', {}, name), markup('dd', {}, value))),
  );
}

/** `3 to 32`, and of which captures where there are several. */
function framesText(
  { firstFrame, firstCapture, lastFrame, lastCapture }: Details,
  captures: CaptureNames,
): string {
  if (captures.length === 1) return `${firstFrame} to ${lastFrame}`;
  const [first = '', last = ''] = [captures[firstCapture], captures[lastCapture]];
  return firstCapture === lastCapture
    ? `${firstFrame} to ${lastFrame} of ${first}`
    : `${firstFrame} of ${first} to ${lastFrame} of ${last}`;
}

/** `2026-11-20 22:58:49.566865`. */
function instant(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 26)}`;
}

function facet(heading: string, ...children: readonly Markup[]): Markup {
  return markup('section', { class: 'facet' }, markup('h4', {}, heading), ...children);
}

function paragraph(...children: readonly MarkupChild[]): Markup {
  return markup('p', {}, ...children);
}
