/** The data in the file: rows at once, details when one of their block is asked for. */
import {
  BLOCK_SIZE,
  detailsId,
  type EmbeddedConnection,
  type EmbeddedRow,
  type EmbeddedRows,
  ROWS_ID,
} from '../embedded.ts';

/** A row and its place in the blocks of details. */
export interface PlacedRow extends EmbeddedRow {
  place: number;
}

export class ReportData {
  readonly rows: readonly PlacedRow[];
  readonly sort: EmbeddedRows['sort'];
  readonly captures: EmbeddedRows['captures'];
  private readonly placeOfId: ReadonlyMap<number, number>;
  private readonly blocks: Map<number, EmbeddedConnection[]> = new Map();

  constructor() {
    const { rows, sort, captures } = parsed<EmbeddedRows>(ROWS_ID);
    this.rows = rows.map((row, place) => ({ ...row, place }));
    this.sort = sort;
    this.captures = captures;
    this.placeOfId = new Map(rows.map(({ id }, place) => [id, place]));
  }

  has(id: number): boolean {
    return this.placeOfId.has(id);
  }

  /** The details of a listed connection. */
  connection(id: number): EmbeddedConnection {
    const place = this.placeOfId.get(id) ?? -1;
    const block = Math.floor(place / BLOCK_SIZE);
    let connections = this.blocks.get(block);
    if (connections === undefined) {
      connections = parsed<EmbeddedConnection[]>(detailsId(block));
      this.blocks.set(block, connections);
    }
    const connection = connections[place % BLOCK_SIZE];
    if (connection === undefined) throw new RangeError(`connection ${id} is not in this report`);
    return connection;
  }
}

/** The file and this program are written together: the data is what embedded.ts says. */
function parsed<Type>(id: string): Type {
  return JSON.parse(document.getElementById(id)?.textContent ?? 'null');
}
