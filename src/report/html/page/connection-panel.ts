/** An opened connection: the view that the file uses too, with a timeline that can be zoomed, and one for paper. */
import { endpointPair } from '../../endpoint-text.ts';
import { connectionView } from '../connection-view.ts';
import type { CaptureNames, EmbeddedConnection } from '../embedded.ts';
import { markup } from '../markup.ts';
import { noTimeline, stillFigure } from '../timeline/figure.ts';
import { unpacked } from '../timeline/packed.ts';
import { addCopyButtons } from './copy-buttons.ts';
import { htmlElement, required } from './elements.ts';
import { frameList } from './frame-list.ts';
import { TimelineView } from './timeline-view.ts';

/** What an open row of the table shows. */
export function connectionPanel(connection: EmbeddedConnection, captures: CaptureNames): HTMLElement {
  const { id, originator, responder, verdict } = connection;
  const panel = htmlElement(
    markup(
      'article',
      { class: 'panel', 'aria-label': `Connection ${id}` },
      markup(
        'h3',
        {},
        `Connection ${id}: `,
        markup('span', { class: 'pair' }, endpointPair(originator, responder)),
      ),
      markup('p', { class: 'verdict-sentence' }, verdict.summary),
      connectionView(connection, captures, figureOf(connection)),
    ),
  );
  enliven(panel, connection, captures);
  return panel;
}

/** Puts the live timeline before the still one, and adds what needs the program. */
export function enliven(view: HTMLElement, connection: EmbeddedConnection, captures: CaptureNames): void {
  addCopyButtons(view);
  if (connection.timeline === null) return;
  const timeline = unpacked(connection.timeline, connection.firstAt);
  const still = required('.timeline.still', HTMLElement, view);
  still.classList.add('for-paper');
  still.before(new TimelineView(connection, timeline, captures).figure);
  still.after(frameList(timeline));
}

function figureOf(connection: EmbeddedConnection): ReturnType<typeof stillFigure> {
  const { timeline, firstAt, wasRecorded } = connection;
  return timeline === null
    ? noTimeline(connection, wasRecorded)
    : stillFigure(connection, unpacked(timeline, firstAt));
}
