/** Which connections a selection can want while captures are still being read: by number, hosts and ports. */
import { addressOf, portOf } from '../tracking/key.ts';
import type { Direction, Rows } from '../tracking/rows.ts';
import type { EndpointNames } from '../wire/endpoint-names.ts';
import type { Endpoint } from './model.ts';
import { endpointFilter, type Selection } from './selection.ts';

/** Decides once for each connection, at its first frame. */
export class RowFilter {
  private readonly wanted: Map<number, boolean> | null;
  private readonly selection: Selection;
  private readonly names: EndpointNames;

  constructor(selection: Selection, names: EndpointNames) {
    this.selection = selection;
    this.names = names;
    const { hosts = [], ports = [], connections = [] } = selection;
    this.wanted = hosts.length + ports.length + connections.length > 0 ? new Map() : null;
  }

  wants(rows: Rows, row: number): boolean {
    if (this.wanted === null) return true;
    let wanted = this.wanted.get(row);
    if (wanted === undefined) {
      const { connections = [] } = this.selection;
      wanted =
        (connections.length === 0 || connections.includes(rows.numberOf(row))) &&
        endpointFilter(this.selection)(
          endpointOf(this.names, rows, row, 0),
          endpointOf(this.names, rows, row, 1),
        );
      this.wanted.set(row, wanted);
    }
    return wanted;
  }

  /** The connection of the row is let go of. */
  forget(row: number): void {
    this.wanted?.delete(row);
  }
}

function endpointOf(names: EndpointNames, rows: Rows, row: number, direction: Direction): Endpoint {
  const page = rows.page(row);
  const at = rows.at(row);
  return names.endpoint(addressOf(page, at, direction), portOf(page, at, direction));
}
