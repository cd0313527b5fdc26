/** Classified frames to event records, as far as a selection wants them. */
import type { Classified } from '../keepalive/classified.ts';
import { KEY_ORIGINATOR, KEY_ORIGINATOR_PORT, KEY_RESPONDER, KEY_RESPONDER_PORT } from '../tracking/rows.ts';
import { formatAddress } from '../wire/address.ts';
import type { FinishedPass } from './conclusion.ts';
import { roleOf } from './messages.ts';
import type { Endpoint, EventRecord } from './model.ts';
import { endpointFilter, type Selection } from './selection.ts';
import { timeText } from './time-text.ts';

/** Collects records while a block is read; take() empties it. */
export class EventWriter {
  private records: EventRecord[] = [];
  private pass: FinishedPass | null = null;
  /** Per row: whether the selection wants it; decided at its first frame. */
  private readonly wanted: Map<number, boolean> | null;
  private readonly selection: Selection;

  constructor(selection: Selection) {
    this.selection = selection;
    const { hosts, ports, connections } = selection;
    this.wanted = (hosts ?? ports ?? connections) ? new Map() : null;
  }

  /** Must be called before the first frame. */
  attach(pass: FinishedPass): void {
    this.pass = pass;
  }

  add(frame: Classified): void {
    const { pass } = this;
    if (pass === null || frame.kind === 'ack' || !this.isWanted(pass, frame.row)) return;
    const { frameNumbers, epoch } = pass;
    this.records.push({
      frame: frameNumbers.numberOf(frame.frame),
      capture: frameNumbers.captureOf(frame.frame),
      at: timeText(epoch.base ?? 0n, frame.time),
      connection: frame.row + 1,
      from: roleOf(frame.direction),
      kind: frame.kind,
      answers: frame.answersFrame === 0 ? null : frameNumbers.numberOf(frame.answersFrame),
    });
  }

  take(): EventRecord[] {
    const { records } = this;
    this.records = [];
    return records;
  }

  private isWanted(pass: FinishedPass, row: number): boolean {
    if (this.wanted === null) return true;
    let wanted = this.wanted.get(row);
    if (wanted === undefined) {
      const ids = this.selection.connections;
      wanted =
        (ids === undefined || ids.length === 0 || ids.includes(row + 1)) &&
        endpointFilter(this.selection)(
          endpointOf(pass, row, KEY_ORIGINATOR, KEY_ORIGINATOR_PORT),
          endpointOf(pass, row, KEY_RESPONDER, KEY_RESPONDER_PORT),
        );
      this.wanted.set(row, wanted);
    }
    return wanted;
  }
}

function endpointOf({ tracker }: FinishedPass, row: number, address: number, port: number): Endpoint {
  const page = tracker.rows.page(row);
  const at = tracker.rows.at(row);
  const word = (place: number): number => page.getInt32(at + address + place * 4, true);
  return {
    address: formatAddress(word(0), word(1), word(2), word(3)),
    port: page.getUint16(at + port, true),
  };
}
