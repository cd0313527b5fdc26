/** `10.0.0.1.22`, `fe80::1.ssh`, `*.*.*.14.search-agent` to host and port: the port is behind the last dot. */
import type { PrintedEndpoint } from './printed-packet.ts';
import { portOfService } from './service-ports.ts';

/** RFC 1035 §2.3.4: no name is longer. What is, is no name, whatever stands in its place. */
const LONGEST_NAME = 255;
/**
 * An endpoint in a regular expression: a name or an address with its zone, and a port. Without its bound, a search in a
 * word of 64 KiB reads on to the end of it from each of its letters.
 */
export const ENDPOINT = '\\S{1,300}';

/** Null where there is no dot to split at, or no port behind it. */
export function readEndpoint(text: string): PrintedEndpoint | null {
  const dot = text.lastIndexOf('.');
  return dot <= 0 ? null : endpointOf(text.slice(0, dot), text.slice(dot + 1));
}

/** An endpoint whose host and port stand apart; null where the port is none. */
export function endpointOf(host: string, port: string): PrintedEndpoint | null {
  if (host === '' || port === '') return null;
  if (host.length > LONGEST_NAME || port.length > LONGEST_NAME) return null;
  if (!/^\d+$/.test(port)) return { host, port: portOfService(port), service: port };
  const number = Number(port);
  return number > 0xffff ? null : { host, port: number, service: '' };
}
