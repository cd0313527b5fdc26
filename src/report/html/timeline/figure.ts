/** A timeline with its frame: the names of the lanes at the left, the picture, which may be wider than the page, a legend. */
import { endpointText } from '../../endpoint-text.ts';
import { quantity } from '../../quantity.ts';
import type { Details } from '../embedded.ts';
import { type Markup, markup } from '../markup.ts';
import { timelineDescription } from './description.ts';
import { type Drawing, type DrawingOptions, drawing } from './drawing.ts';
import { condensed, type Timeline } from './marks.ts';

/** Paper and pages without a program get a picture of this size: more marks could not be read there. */
const STILL_MARKS = 56;
const STILL_WIDTH = 860;

/** The figure that needs no program. */
export function stillFigure(details: Details, timeline: Timeline): Markup {
  const shown = condensed(pictured(details, timeline), STILL_MARKS);
  return timelineFigure(details, drawingOf(details, shown, STILL_WIDTH), 'still');
}

/** What is worth a picture: no copies, and no silence after the connection was over. */
export function pictured({ verdict }: Details, { marks, captureEnd }: Timeline): Timeline {
  const shown = marks.filter((mark) => mark.type !== 'segment' || mark.kind !== 'duplicate-frame');
  const last = shown.at(-1);
  const isOver = verdict.code === 'closed' || (last?.type === 'segment' && last.kind === 'reset');
  return { marks: shown, captureEnd: isOver ? null : captureEnd };
}

/** The picture of a connection, as wide as that many pixels. */
export function drawingOf(details: Details, timeline: Timeline, width: number): Drawing {
  const { verdict, findings, firstAt } = details;
  const proofs = new Set(
    [verdict, ...findings]
      .flatMap(({ evidence, counterEvidence }) => [...evidence, ...counterEvidence])
      .map(({ frame, capture }) => `${capture} ${frame}`),
  );
  return drawing(timeline, {
    ...expectingOf(details),
    width,
    firstAt,
    description: timelineDescription(details),
    isEvidence: ({ frame, capture }) => proofs.has(`${capture} ${frame}`),
  });
}

/** Around a picture. */
export function timelineFigure(
  details: Details,
  { picture, legend }: Pick<Drawing, 'picture' | 'legend'>,
  className: string,
): Markup {
  return markup(
    'figure',
    { class: `timeline ${className}` },
    markup(
      'div',
      { class: 'lanes' },
      markup(
        'div',
        { class: 'lane-names', 'aria-hidden': 'true' },
        laneName('originator', details),
        laneName('responder', details),
      ),
      markup('div', { class: 'scroll' }, picture),
    ),
    markup('figcaption', {}, legend),
  );
}

/** What stands where a timeline would. */
export function noTimeline({ id, segments }: Details, wasRecorded: boolean): Markup {
  const why = wasRecorded
    ? 'The report has no room for this timeline'
    : 'No timeline was recorded: that is done for the first 10,000 connections';
  return markup(
    'p',
    { class: 'no-timeline' },
    `${why} (${quantity(segments, 'segment')}). keepscope report with `,
    markup('code', {}, `--connection ${id}`),
    ' makes one of this connection alone.',
  );
}

/** Verdicts after which something is still to come. */
const OPEN: ReadonlySet<string> = new Set(['alive', 'probing', 'idle-unprotected']);

function expectingOf({ keepalive, verdict }: Details): Pick<DrawingOptions, 'keepalive' | 'isOpen'> {
  return { keepalive, isOpen: OPEN.has(verdict.code) };
}

function laneName(side: 'originator' | 'responder', details: Details): Markup {
  return markup(
    'div',
    { class: `lane-name ${side}` },
    markup('b', {}, side),
    markup('span', {}, endpointText(details[side])),
  );
}
