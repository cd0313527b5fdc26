/** What tshark says of a capture: its keepalive labels, and of every segment the facts that explain them. */
import { tsharkFields } from '../support/oracle.ts';
import type { Measure } from './exchange-truth.ts';

export interface Segment {
  frame: number;
  /** Stream, source address and port: the side that sent it. */
  from: string;
  stream: string;
  sequence: number;
  acknowledgment: number;
  /** Octets of payload. */
  length: number;
  /** The number after it; SYN and FIN take one each. */
  next: number;
  /** As tshark compares it: scaled where the handshake was captured. */
  window: number;
  isFin: boolean;
  /** Octets of the frame that the capture does not hold. */
  cutOctets: number;
  labels: ReadonlySet<Measure>;
}

/** Every TCP segment of a capture, in order; not what an ICMP error quotes. */
export function tsharkSegments(file: string): Segment[] {
  return tsharkFields(file, FIELDS, 'tcp && !icmp && !icmpv6').map(segmentOf);
}

/** The frames that tshark gives the label of each measure. */
export function labelledFrames(segments: readonly Segment[]): Record<Measure, number[]> {
  const having = (measure: Measure): number[] =>
    segments.filter(({ labels }) => labels.has(measure)).map(({ frame }) => frame);
  return {
    probes: having('probes'),
    answers: having('answers'),
    windowProbes: having('windowProbes'),
    windowAnswers: having('windowAnswers'),
  };
}

const LABELS: readonly [measure: Measure, field: string][] = [
  ['probes', 'tcp.analysis.keep_alive'],
  ['answers', 'tcp.analysis.keep_alive_ack'],
  ['windowProbes', 'tcp.analysis.zero_window_probe'],
  ['windowAnswers', 'tcp.analysis.zero_window_probe_ack'],
];

const FIELDS = [
  'frame.number',
  'frame.len',
  'frame.cap_len',
  'tcp.stream',
  'ip.src',
  'ipv6.src',
  'tcp.srcport',
  'tcp.seq_raw',
  'tcp.ack_raw',
  'tcp.len',
  'tcp.window_size',
  'tcp.flags.syn',
  'tcp.flags.fin',
  ...LABELS.map(([, field]) => field),
];

function segmentOf(fields: readonly string[]): Segment {
  const [frame, octets, captured, stream = '', ip4, ip6, port, sequence, acknowledgment, length, ...others] =
    fields;
  const [window, syn, fin, ...labels] = others;
  return {
    frame: Number(frame),
    from: `${stream} ${ip4}${ip6} ${port}`,
    stream,
    sequence: Number(sequence),
    acknowledgment: Number(acknowledgment),
    length: Number(length),
    next: (Number(sequence) + Number(length) + Number(syn) + Number(fin)) >>> 0,
    window: Number(window),
    isFin: fin === '1',
    cutOctets: Number(octets) - Number(captured),
    labels: new Set(LABELS.flatMap(([measure], index) => (labels[index] === '1' ? [measure] : []))),
  };
}
