/** One sentence on what kept an idle connection, or watched over it. */
import type { MechanismCode } from '../diagnosis/mechanism.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Direction } from '../tracking/rows.ts';
import { protocolText } from './heartbeat-text.ts';
import { roleOf } from './messages.ts';

/** `At work: TCP keepalive of the responder, and no heartbeat of the application.` */
export function mechanismText(codes: readonly MechanismCode[], timeline: Timeline): string {
  if (codes.length === 0)
    return 'Neither TCP keepalive nor a heartbeat of the application nor a persistent connection of HTTP was at work.';
  const works = codes.map((code) => TEXTS[code](timeline)).join(', and ');
  return `At work: ${works}${codes.length === 1 ? ONLY[codes[0] ?? 'heartbeat'] : '.'}`;
}

const TEXTS: Readonly<Record<MechanismCode, (timeline: Timeline) => string>> = {
  'tcp-keepalive': ({ sides }) => {
    const probers = ([0, 1] as const).filter((direction) => (sides[direction].prober?.probes ?? 0) > 0);
    return `TCP keepalive of ${sidesText(probers)}`;
  },
  heartbeat: ({ heartbeats }) => {
    const [first] = heartbeats.beats;
    const name =
      first === undefined ? '' : `${protocolText({ protocol: first.protocol, octets: first.length })}, `;
    const senders = [...new Set(heartbeats.beats.map(({ direction }) => direction))];
    return `the application's heartbeats (${name}from ${sidesText(senders)})`;
  },
  'http-persistent': ({ persistence }) =>
    persistence?.timeout == null
      ? 'a persistent connection of HTTP, which waits for a next request'
      : `a persistent connection of HTTP, which waits ${persistence.timeout} s for a next request (Keep-Alive: timeout)`,
};

/** Of one or both. */
function sidesText([first = 0, ...others]: readonly Direction[]): string {
  return others.length > 0 ? 'both sides' : `the ${roleOf(first)}`;
}

const ONLY: Readonly<Record<MechanismCode, string>> = {
  'tcp-keepalive': '; no heartbeat of the application.',
  heartbeat: '; no TCP keepalive.',
  'http-persistent': '; neither TCP keepalive nor a heartbeat.',
};
