/**
 * Keepalive probes found the plain way, with the whole capture at hand and tshark's raw numbers: an oracle for captures
 * that hold no window probes, no copies and no retransmitted single octets. Where a side's SND.NXT is not known yet, the
 * peer's next acknowledgment says whether a bare segment was a probe. Shares nothing with src/.
 */
import { tsharkFields } from './oracle.ts';

/** A probe: its frame, who sent it (`address:port`), when (seconds since 1970), and in which of tshark's streams. */
export interface PlainProbe {
  frame: number;
  time: number;
  from: string;
  stream: number;
}

/** Every probe of a capture file, in order. */
export function plainProbes(file: string): PlainProbe[] {
  const segments = tsharkFields(file, FIELDS, 'tcp && !icmp && !icmpv6').map(segmentOf);
  const nexts = new Map<string, number>();
  return segments.filter((segment, index) => {
    const { sequence, length, control, from, stream } = segment;
    const side = `${stream} ${from}`;
    const next = nexts.get(side);
    if (length <= 1 && control === 0) {
      const later = segments.slice(index + 1);
      const known =
        next ?? later.find((other) => other.stream === stream && other.from !== from)?.acknowledgment;
      if (known !== undefined && ((known - sequence) | 0) === 1) {
        nexts.set(side, known);
        return true;
      }
    }
    const end = (sequence + length + control) >>> 0;
    if (next === undefined || ((end - next) | 0) > 0) nexts.set(side, end);
    return false;
  });
}

const FIELDS = [
  'frame.number',
  'frame.time_epoch',
  'tcp.stream',
  'ip.src',
  'tcp.srcport',
  'tcp.seq_raw',
  'tcp.ack_raw',
  'tcp.len',
  'tcp.flags.syn',
  'tcp.flags.fin',
  'tcp.flags.reset',
];

interface PlainSegment extends PlainProbe {
  sequence: number;
  acknowledgment: number;
  length: number;
  /** How many of SYN, FIN and RST are set; a RST, which takes no sequence number, is the end anyway. */
  control: number;
}

function segmentOf(fields: readonly string[]): PlainSegment {
  const [frame, time, stream, address, port, sequence, acknowledgment, length, syn, fin, reset] = fields;
  return {
    frame: Number(frame),
    time: Number(time),
    stream: Number(stream),
    from: `${address}:${port}`,
    sequence: Number(sequence),
    acknowledgment: Number(acknowledgment),
    length: Number(length),
    control: Number(syn) + Number(fin) + Number(reset),
  };
}
