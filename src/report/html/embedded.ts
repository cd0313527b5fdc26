/**
 * What the page holds as data: a row for each listed connection, and the details of each, in blocks that are parsed only
 * when one of their connections is opened. Written by rows.ts and details.ts, read by page/.
 */
import type { ConnectionReport, VerdictCode } from '../model.ts';
import type { SortKey } from '../ranking.ts';
import type { PackedTimeline } from './timeline/packed.ts';

/** Connections whose details share a block. */
export const BLOCK_SIZE = 50;

/** Ids of the elements that hold data. */
export const ROWS_ID = 'rows';
export const detailsId = (block: number): string => `details-${block}`;

/** Names of the captures by index; what a view needs to say where a frame is. */
export type CaptureNames = readonly string[];

/** All rows, in the order of the report. */
export interface EmbeddedRows {
  /** What the rows were ordered by. */
  sort: SortKey;
  captures: CaptureNames;
  rows: EmbeddedRow[];
}

/** A connection in the table. Its details are at the same place in the blocks. */
export interface EmbeddedRow {
  id: number;
  originator: string;
  responder: string;
  verdict: VerdictCode;
  /** Cells as the terminal's table has them. */
  settings: string;
  probes: string;
  /** What these cells are sorted by. */
  probeCount: number;
  idle: number;
  duration: number;
  segments: number;
  /** ISO 8601 to the second. */
  firstAt: string;
  /** Codes of its findings. */
  findings: string[];
}

/** A connection when it is open: its report without the single exchanges, which its timeline shows. */
export type Details = Omit<ConnectionReport, 'exchanges' | 'windowProbes'>;

export interface EmbeddedConnection extends Details {
  /** Null where the report has no room for it, or none was recorded, as `wasRecorded` says. */
  timeline: PackedTimeline | null;
  wasRecorded: boolean;
}
