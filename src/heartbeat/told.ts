/** What heartbeat/ says of a segment when it comes. */
import type { Moment } from './moment.ts';

export interface ToldPayload {
  /** A heartbeat, or the answer to one; null: neither, as far as is known by now. */
  told: 'beat' | 'answer' | null;
  /** The heartbeat that it answers. */
  of: Moment | null;
}

export const NOTHING: ToldPayload = { told: null, of: null };
