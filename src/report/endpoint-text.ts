/** Endpoints as text: `172.18.0.3:57130`, `[fe80::1]:22` (RFC 3986 §3.2.2: the brackets keep the port apart). */
import type { Endpoint } from './model.ts';
import { plainText } from './plain-text.ts';

/** Address and port in one word, as the text had them where there were names. */
export function endpointText({ address, port, service }: Endpoint): string {
  const host = plainText(address);
  const place = service === undefined ? port : plainText(service);
  return host.includes(':') ? `[${host}]:${place}` : `${host}:${place}`;
}

/** Both endpoints on one line, the originator first. */
export function endpointPair(originator: Endpoint, responder: Endpoint): string {
  return `${endpointText(originator)} -> ${endpointText(responder)}`;
}
