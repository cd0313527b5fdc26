/** A segment, by its frame and time (ns). */
export interface Moment {
  frame: number;
  time: number;
}
