/**
 * The FIN of a side before a frame that met nothing, or a reset: who has closed may be done with the connection, and so may
 * what is between (Linux: FIN_WAIT2 of a socket that nobody holds ends after tcp_fin_timeout, 60 s). It speaks against
 * a peer that died, and a path that forgot.
 */
import type { Timeline } from '../../timeline/timeline.ts';
import type { Proof } from '../verdict.ts';

export function closedBefore({ sides }: Timeline, direction: 0 | 1, frame: number): Proof[] {
  const { finFrame } = sides[direction];
  return finFrame > 0 && finFrame < frame ? [{ code: 'fin', frame: finFrame, direction }] : [];
}
