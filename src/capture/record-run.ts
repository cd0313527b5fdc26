/**
 * Records of a classic pcap that lie one behind another, for whoever steps over them faster than their reader: their octets
 * and the form are all that it takes (express/records.ts).
 *
 * Invariant: next <= end, inside the view.
 */
import * as L from './frame-layout.ts';

export class RecordRun {
  view: DataView = new DataView(new ArrayBuffer(0));
  /** Where the first one begins that is left, and where the octets end that were read: it may be in the middle of one. */
  next = 0;
  end = 0;
  /** Of those that were stepped over last: none is earlier than the one before it, and none later by CLOCK_JUMP. */
  isSteady = false;
  /** What the reader knows of them all, as frame-layout.ts has it. */
  readonly form: Float64Array = new Float64Array(L.FORM_NUMBERS);

  /** The octets are [next, end) of the view, and nothing of them was stepped over. */
  place(view: DataView, next: number, end: number): void {
    this.view = view;
    this.next = next;
    this.end = end;
  }
}
