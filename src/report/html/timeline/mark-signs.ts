/** The marks of a timeline at their places: the sign on the sender's lane, the arrow to the other, and a word. */
import type { Role } from '../../model.ts';
import { quantity } from '../../quantity.ts';
import { segmentLabel } from '../../trace-ladder.ts';
import { type Markup, markup } from '../markup.ts';
import { inward, LANES, MIDDLE, peerOf, pixels } from './geometry.ts';
import { arrow, cross, glyph, signOf } from './glyphs.ts';
import type { LabelRow } from './label-row.ts';
import type { BurstMark, Mark, SegmentMark } from './marks.ts';

/** What is drawn first lies below. */
export interface Layers {
  arrows: Markup[];
  signs: Markup[];
  words: (Markup | null)[];
}

/** Whether a frame proves something. */
interface Marked {
  isEvidence: (mark: SegmentMark | BurstMark) => boolean;
}

/** The words beside each lane. */
export type LabelRows = Readonly<Record<Role, LabelRow>>;

/** What answers stands at least this far right: the arrow leans so much. */
const LEAN = 5;

/** A segment. */
export function drawSegment(
  mark: SegmentMark,
  x: number,
  { isEvidence }: Marked,
  { arrows, signs, words }: Layers,
  rows: LabelRows,
): void {
  const sign = signOf(mark);
  const isOfRouter = sign === 'icmp-error';
  // A router is on neither lane.
  const y = isOfRouter ? MIDDLE : LANES[mark.from];
  const isLost =
    sign === 'probe-unanswered' || (mark.kind === 'window-probe' && mark.outcome === 'unanswered');
  const isOpenEnded = isLost || sign === 'probe-pending';
  if (!isOfRouter && sign !== 'copy') {
    const toX = x + (isOpenEnded ? LEAN / 2 : LEAN);
    arrows.push(arrow(x, y, toX, isOpenEnded ? MIDDLE : LANES[peerOf(mark.from)], !isOpenEnded));
    if (isLost) signs.push(cross(toX, MIDDLE));
  }
  if (isEvidence(mark)) signs.push(markup('circle', { class: 'evidence', cx: pixels(x), cy: y, r: 10 }));
  signs.push(glyph(sign, x, y, isOfRouter ? 1 : inward(mark.from)));
  for (const word of wordsOf(mark)) {
    const placed = rows[mark.from].place(x, word, { class: sign });
    words.push(placed);
    if (placed !== null) break;
  }
}

/** What is written at a mark, the best first: what began and ended the connection, the place of a probe in its run. */
function wordsOf(mark: SegmentMark): readonly string[] {
  switch (mark.kind) {
    case 'syn':
    case 'syn-ack':
    case 'icmp-error':
      return [segmentLabel(mark)];
    case 'fin':
      return ['FIN'];
    case 'reset':
      return mark.note === 'gives-up' ? ['RST, gives up', 'RST'] : ['RST'];
    case 'probe':
      return mark.outcome === 'unanswered' && mark.runPosition !== null ? [String(mark.runPosition)] : [];
    default:
      return [];
  }
}

const BAR = 6;

/** A burst of data: a bar on the lane of each side that sent. */
export function drawBurst(
  mark: BurstMark,
  fromX: number,
  toX: number,
  { isEvidence }: Marked,
  { signs }: Layers,
): void {
  const x = pixels(fromX - 3);
  const width = pixels(toX - fromX + 6);
  if (mark.originator.segments > 0 && mark.responder.segments > 0)
    signs.push(
      markup('rect', {
        class: 'burst',
        x,
        width,
        y: LANES.originator,
        height: LANES.responder - LANES.originator,
      }),
    );
  for (const side of ['originator', 'responder'] as const) {
    const { segments, octets } = mark[side];
    if (segments === 0) continue;
    if (isEvidence(mark))
      signs.push(
        markup('rect', { class: 'evidence', x: x - 3, width: width + 6, y: LANES[side] - 10, height: 20 }),
      );
    const height = octets > 0 ? BAR : BAR / 3;
    signs.push(
      markup('rect', {
        class: `glyph ${octets > 0 ? 'data' : 'answer'}`,
        x,
        width,
        y: LANES[side] - height,
        height: 2 * height,
      }),
    );
  }
}

/** How much the bursts hold, where other words leave room. */
export function octetsLabels(
  marks: readonly Mark[],
  places: readonly number[],
  rows: LabelRows,
): (Markup | null)[] {
  return marks.flatMap((mark, index) => {
    if (mark.type !== 'burst') return [];
    return (['originator', 'responder'] as const)
      .filter((side) => mark[side].octets > 0)
      .map((side) => rows[side].place(places[index] ?? 0, octetsText(mark[side].octets), { class: 'quiet' }));
  });
}

function octetsText(octets: number): string {
  if (octets < 10_000) return quantity(octets, 'octet');
  return octets < 1e7 ? `${Math.round(octets / 1e3)} kB` : `${Math.round(octets / 1e6)} MB`;
}
