/** One sentence on what kept an idle connection, or watched over it. */
import type { MechanismCode } from '../diagnosis/mechanism.ts';
import type { Persistence } from '../timeline/persistence.ts';
import { protocolText } from './heartbeat-text.ts';
import type { HeartbeatReport, KeepaliveReport, Role } from './model.ts';

interface Working {
  keepalive: Readonly<Record<Role, KeepaliveReport | null>>;
  heartbeats: readonly HeartbeatReport[];
  persistence: Persistence | null;
}

/** `At work: TCP keepalive of the responder, and no heartbeat of the application.` */
export function mechanismText(codes: readonly MechanismCode[], working: Working): string {
  if (codes.length === 0)
    return 'Neither TCP keepalive nor a heartbeat of the application nor a persistent connection of HTTP was at work.';
  const works = codes.map((code) => TEXTS[code](working)).join(', and ');
  return `At work: ${works}${codes.length === 1 ? ONLY[codes[0] ?? 'heartbeat'] : '.'}`;
}

const TEXTS: Readonly<Record<MechanismCode, (working: Working) => string>> = {
  'tcp-keepalive': ({ keepalive }) => {
    const sides = (['originator', 'responder'] as const).filter((role) => (keepalive[role]?.probes ?? 0) > 0);
    return `TCP keepalive of ${sides.length === 2 ? 'both sides' : `the ${sides[0] ?? ''}`}`;
  },
  heartbeat: ({ heartbeats }) => {
    const froms = new Set(heartbeats.map(({ from }) => from));
    const [first] = heartbeats;
    const name = first === undefined ? '' : `${protocolText(first)}, `;
    return `the application's heartbeats (${name}from ${froms.size === 2 ? 'both sides' : `the ${first?.from ?? ''}`})`;
  },
  'http-persistent': ({ persistence }) =>
    persistence?.timeout == null
      ? 'a persistent connection of HTTP, which waits for a next request'
      : `a persistent connection of HTTP, which waits ${persistence.timeout} s for a next request (Keep-Alive: timeout)`,
};

const ONLY: Readonly<Record<MechanismCode, string>> = {
  'tcp-keepalive': '; no heartbeat of the application.',
  heartbeat: '; no TCP keepalive.',
  'http-persistent': '; neither TCP keepalive nor a heartbeat.',
};
