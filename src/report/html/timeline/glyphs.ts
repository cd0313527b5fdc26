/**
 * The sign of each kind of segment. Kinds differ by shape; colour only repeats it. Drawn around a point on the lane of
 * the sender; a triangle points to the receiver.
 */
import { type Markup, markup } from '../markup.ts';
import { pixels } from './geometry.ts';
import type { SegmentMark } from './marks.ts';

/** What a reader tells apart; several kinds of segment may have the same sign. */
export type Sign =
  | 'probe'
  | 'probe-unanswered'
  | 'probe-pending'
  | 'answer'
  | 'data'
  | 'retransmission'
  | 'syn'
  | 'fin'
  | 'reset'
  | 'window-probe'
  | 'heartbeat'
  | 'icmp-error'
  | 'copy';

/** The sign of a segment. */
export function signOf({ kind, outcome }: SegmentMark): Sign {
  switch (kind) {
    case 'probe':
      if (outcome === 'unanswered') return 'probe-unanswered';
      return outcome === 'pending' ? 'probe-pending' : 'probe';
    case 'ack':
    case 'keepalive-ack':
    case 'window-probe-ack':
      return 'answer';
    case 'syn':
    case 'syn-ack':
      return 'syn';
    case 'heartbeat':
    case 'heartbeat-reply':
      return 'heartbeat';
    case 'duplicate-frame':
      return 'copy';
    default:
      return kind;
  }
}

/** The sign at a place; `direction` is where its receiver is, 1 below and -1 above. */
export function glyph(sign: Sign, x: number, y: number, direction: 1 | -1): Markup {
  const className = `glyph ${sign}`;
  switch (sign) {
    case 'probe':
    case 'probe-unanswered':
    case 'probe-pending':
      return polygon(className, x, y, [-6, -5 * direction, 6, -5 * direction, 0, 7 * direction]);
    case 'answer':
      return circle(className, x, y, 3.5);
    case 'syn':
      return circle(className, x, y, 5);
    case 'copy':
      return circle(className, x, y, 2.5);
    case 'data':
      return polygon(className, x, y, [-3, -6, 3, -6, 3, 6, -3, 6]);
    case 'retransmission':
      return polygon(className, x, y, [-4, -6, 4, -6, 4, 6, -4, 6, -4, -6, 4, 6, -4, 6]);
    case 'fin':
      return polygon(className, x, y, [-5, -5, 5, -5, 5, 5, -5, 5]);
    case 'reset':
      return polygon(className, x, y, [-3, -7, 3, -7, 7, -3, 7, 3, 3, 7, -3, 7, -7, 3, -7, -3]);
    case 'window-probe':
    case 'heartbeat':
      return polygon(className, x, y, [0, -7, 6, 0, 0, 7, -6, 0]);
    case 'icmp-error':
      return polygon(className, x, y, [0, -7, 7, 6, -7, 6]);
  }
}

/** A cross where the way of an unanswered segment ends in the drawing: nobody knows where it did. */
export function cross(x: number, y: number): Markup {
  const [px, py] = [pixels(x), pixels(y)];
  return markup('path', { class: 'cross', d: `M${px - 4} ${py - 4}l8 8m0 -8l-8 8` });
}

/** From the sender's lane towards the receiver's; the head of an arrow that arrives. */
export function arrow(x: number, y: number, toX: number, toY: number, arrives: boolean): Markup {
  const direction = toY > y ? 1 : -1;
  const tip = pixels(toY - 6 * direction);
  const path = `M${pixels(x)} ${pixels(y + 6 * direction)}L${pixels(toX)} ${arrives ? tip : pixels(toY)}`;
  const head = arrives ? `m-3 ${-5 * direction}l3 ${5 * direction}l3 ${-5 * direction}` : '';
  return markup('path', { class: 'arrow', d: path + head });
}

/** The signs that have a meaning worth a line in the legend, in its order. */
export const LEGEND: Readonly<Record<Sign, string>> = {
  probe: 'probe, answered',
  'probe-unanswered': 'probe, no answer',
  'probe-pending': 'probe, capture ended before an answer',
  answer: 'acknowledgment',
  data: 'data',
  retransmission: 'data sent again',
  syn: 'SYN',
  fin: 'FIN',
  reset: 'RST',
  'window-probe': 'window probe',
  heartbeat: 'heartbeat',
  'icmp-error': 'ICMP error',
  copy: 'frame captured twice',
};

function circle(className: string, x: number, y: number, radius: number): Markup {
  return markup('circle', { class: className, cx: pixels(x), cy: pixels(y), r: radius });
}

/** `offsets`: x and y of each corner from the point. */
function polygon(className: string, x: number, y: number, offsets: readonly number[]): Markup {
  const corners: string[] = [];
  for (let index = 0; index < offsets.length; index += 2)
    corners.push(`${pixels(x + (offsets[index] ?? 0))},${pixels(y + (offsets[index + 1] ?? 0))}`);
  return markup('polygon', { class: className, points: corners.join(' ') });
}
