/** Where metrics are served: `--metrics HOST:PORT`. */
import { isIP, isIPv6 } from 'node:net';

import { KeepscopeError } from '../errors.ts';

export interface MetricsAddress {
  /** An address or a name, without brackets. */
  host: string;
  /** 0: the system chooses a free one. */
  port: number;
}

/** Unless told otherwise, nobody but this machine is answered. */
const LOOPBACK = '127.0.0.1';

/** Name of a host (RFC 1123 §2.1), with the underscore that many have. */
const NAME = /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/i;

/** The address that `9464`, `:9464`, `127.0.0.1:9464`, `[::1]:9464` or `name:9464` means. Throws usage errors. */
export function parseMetricsAddress(text: string): MetricsAddress {
  const [, bracketed, plain, digits] = /^(?:(?:\[(.*)\]|([^[\]]*)):)?(\d+)$/.exec(text) ?? [];
  const host = bracketed ?? (plain || LOOPBACK);
  if (digits === undefined) {
    const isHost = isIP(text) !== 0 || NAME.test(text);
    throw refusal(text, isHost ? 'has no port' : 'is not understood');
  }
  if (bracketed === undefined && host.includes(':'))
    throw refusal(text, 'has an IPv6 address without brackets');
  if (bracketed === undefined ? !NAME.test(host) : !isIPv6(bracketed))
    throw refusal(text, 'is not understood');
  if (digits.length > 5 || Number(digits) > 65_535) throw refusal(text, 'has a port above 65535');
  return { host, port: Number(digits) };
}

/** The address as it stands in a URL. */
export function addressText({ host, port }: MetricsAddress): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

function refusal(text: string, why: string): KeepscopeError {
  return new KeepscopeError(
    'usage',
    `--metrics: "${text}" ${why}`,
    'give a port, or HOST:PORT such as 127.0.0.1:9464 or [::1]:9464',
  );
}
