/** Heartbeats of an application in one line, the same wherever they are told. */
import { preciseDuration, roughDuration } from './duration.ts';
import type { HeartbeatReport } from './model.ts';
import { grouped, quantity } from './quantity.ts';

/** `heartbeat (mqtt) every 10.002 s, 12 of 12 answered; given up after 15 s without a sign of life`. */
export function heartbeatText(heartbeat: HeartbeatReport): string {
  const { periodSeconds, beats, answered, impliedTimeoutSeconds } = heartbeat;
  const rhythm = periodSeconds === null ? 'once' : `every ${preciseDuration(periodSeconds)}`;
  const count =
    answered === null ? quantity(beats, 'time') : `${grouped(answered)} of ${grouped(beats)} answered`;
  const patience =
    impliedTimeoutSeconds === null
      ? ''
      : `; given up after ${roughDuration(impliedTimeoutSeconds)} without a sign of life`;
  return `heartbeat (${protocolText(heartbeat)}) ${rhythm}, ${count}${patience}`;
}

/** What it is, in brackets. */
export function protocolText({ protocol, octets }: Pick<HeartbeatReport, 'protocol' | 'octets'>): string {
  if (protocol === 'tls' || protocol === 'ssh') return `encrypted, in ${protocol}`;
  if (protocol !== 'unknown') return protocol;
  return octets === null ? 'unknown protocol' : `unknown protocol, ${quantity(octets, 'octet')}`;
}
