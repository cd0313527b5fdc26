/** Finds what a report says of a connection that the truth knows. */
import type { ConnectionReport, Endpoint, KeepaliveReport, Report } from '../../src/index.ts';
import type { FlowTruth } from '../support/fixtures.ts';

export type Connections = Pick<Report, 'connections'>;

/** By its ends and its first frame, for a port may be used again. */
export function connectionOf(
  { a, b, frame_class }: Pick<FlowTruth, 'a' | 'b' | 'frame_class'>,
  { connections }: Connections,
): ConnectionReport | undefined {
  return connections.find((connection) => {
    const ends = endsOf(connection);
    return ends.includes(a) && ends.includes(b) && `${connection.firstFrame}` in frame_class;
  });
}

/** What is said of the probes of one end; null where it is said to have sent none. */
export function proberOf(connection: ConnectionReport | undefined, who: string): KeepaliveReport | null {
  if (connection === undefined) return null;
  const { keepalive } = connection;
  // A capture that begins midstream does not show who connected.
  return endsOf(connection)[0] === who ? keepalive.originator : keepalive.responder;
}

/** Both ends as the truth writes them. */
export function endsOf({ originator, responder }: ConnectionReport): [originator: string, responder: string] {
  return [endpointText(originator), endpointText(responder)];
}

function endpointText({ address, port }: Endpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
