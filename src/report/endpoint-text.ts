/** Endpoints as text: `172.18.0.3:57130`, `[fe80::1]:22` (RFC 3986 §3.2.2: the brackets keep the port apart). */
import type { Endpoint } from './model.ts';

/** Address and port in one word. */
export function endpointText(endpoint: Endpoint): string {
  return endpoint.address.includes(':')
    ? `[${endpoint.address}]:${endpoint.port}`
    : `${endpoint.address}:${endpoint.port}`;
}

/** Both endpoints on one line, the originator first. */
export function endpointPair(originator: Endpoint, responder: Endpoint): string {
  return `${endpointText(originator)} -> ${endpointText(responder)}`;
}
