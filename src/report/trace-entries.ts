/** A trace in the form of the report. */
import type { Classified } from '../keepalive/classified.ts';
import type { Exchange } from '../keepalive/exchange.ts';
import type { ExchangeStore } from '../keepalive/exchange-store.ts';
import type { Entry, Trace } from '../timeline/trace.ts';
import { ACK, FIN, RST, SYN } from '../wire/segment.ts';
import { roleOf } from './messages.ts';
import type { TraceEntry } from './model.ts';
import { type ReportScale, seconds } from './report-scale.ts';
import { timeText } from './time-text.ts';

/** The entries of a trace in order, with the ones left out counted in their place. */
export function* traceEntries(
  trace: Trace,
  exchanges: ExchangeStore,
  scale: ReportScale,
): Generator<TraceEntry> {
  let place = 0;
  for (const entry of trace.entries) {
    if (place++ === trace.entries.headLength && trace.entries.omitted > 0)
      yield { type: 'omitted', entries: trace.entries.omitted };
    yield entryOf(entry, exchanges, scale);
  }
}

function entryOf(entry: Entry, exchanges: ExchangeStore, scale: ReportScale): TraceEntry {
  const { base, frames } = scale;
  if (entry.type === 'idle') return { type: 'idle', seconds: seconds(entry.duration), toEnd: false };
  const sinceSeconds = entry.since === null ? null : seconds(entry.since);
  if (entry.type === 'segment') return lineOf(entry.frame, sinceSeconds, exchanges, scale);
  // A single segment needs no drawing together.
  if (entry.first === entry.last) return lineOf(entry.first, sinceSeconds, exchanges, scale);
  return {
    type: 'burst',
    frame: frames.numberOf(entry.first.frame),
    lastFrame: frames.numberOf(entry.last.frame),
    capture: frames.captureOf(entry.first.frame),
    at: timeText(base, entry.first.time),
    lastAt: timeText(base, entry.last.time),
    originator: { segments: entry.segments[0], octets: entry.octets[0] },
    responder: { segments: entry.segments[1], octets: entry.octets[1] },
    sinceSeconds,
  };
}

function lineOf(
  frame: Classified,
  sinceSeconds: number | null,
  exchanges: ExchangeStore,
  { base, frames }: ReportScale,
): TraceEntry {
  const probe = probeOf(frame, exchanges);
  return {
    type: 'segment',
    frame: frames.numberOf(frame.frame),
    capture: frames.captureOf(frame.frame),
    at: timeText(base, frame.time),
    from: roleOf(frame.direction),
    kind: frame.kind,
    flags: flagNames(frame.flags),
    octets: frame.length,
    sinceSeconds,
    runPosition: probe?.position ?? null,
    outcome: probe?.outcome ?? null,
    answers: frame.answersFrame === 0 ? null : frames.numberOf(frame.answersFrame),
    rttSeconds: frame.answersFrame === 0 ? null : seconds(frame.time - frame.answersTime),
    note: frame.givesUp ? 'gives-up' : null,
  };
}

/** The exchange of a probe; null where its row was given to a later one (Limits.exchanges). */
function probeOf(frame: Classified, exchanges: ExchangeStore): Exchange | null {
  if (frame.probe === 0) return null;
  const probe = exchanges.read(frame.probe);
  return probe.frame === frame.frame ? probe : null;
}

function flagNames(flags: number): string[] {
  const names: string[] = [];
  if (flags & SYN) names.push('SYN');
  if (flags & FIN) names.push('FIN');
  if (flags & RST) names.push('RST');
  if (flags & ACK) names.push('ACK');
  return names;
}
