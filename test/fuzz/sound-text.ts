/** Text traces by chance, as tcpdump 4.x prints them (print-ip.c, print-tcp.c): what text mutators begin with. */
import type { Random } from '../bench/random.ts';
import { ACK, FIN, PSH, RST, SYN } from '../support/host.ts';
import type { Sent } from '../support/sent.ts';
import { oneOf, traffic } from './traffic.ts';

/** How lines begin. */
type TimeForm = 'day' | 'date' | 'epoch' | 'none';

export function soundText(random: Random): string {
  const form = oneOf<TimeForm>(random, ['day', 'date', 'epoch', 'none']);
  const isVerbose = random.chance(25);
  const isAbsolute = random.chance(50);
  const names = random.chance(30) ? ['tcp_client.net', '*.*.*.14'] : null;
  const lines = traffic(random).map((sent) => line(sent, { form, isVerbose, isAbsolute, names }));
  if (random.chance(30))
    lines.unshift('listening on any, link-type LINUX_SLL (Linux cooked), capture size 262144 bytes');
  if (random.chance(30)) lines.push(`${lines.length} packets captured`, '0 packets dropped by kernel');
  return `${lines.filter(Boolean).join('\n')}\n`;
}

interface Style {
  form: TimeForm;
  isVerbose: boolean;
  isAbsolute: boolean;
  names: readonly string[] | null;
}

function line({ at, layers }: Sent, { form, isVerbose, isAbsolute, names }: Style): string {
  if (layers === null)
    return `${timeOf(at, form)}IP 10.0.0.254 > 10.0.0.1: ICMP host 10.0.0.2 unreachable, length 36`;
  const { source, destination, tcp, payload, ttl, ipId } = layers;
  const {
    sourcePort = 0,
    destinationPort = 0,
    flags = 0,
    sequence = 0,
    acknowledgment = 0,
    window = 0,
  } = tcp;
  const [from, to] = [names?.[0] ?? source, names?.[1] ?? destination];
  const ends = names !== null && sourcePort < destinationPort ? [to, from] : [from, to];
  const letters = `${flags & SYN ? 'S' : ''}${flags & FIN ? 'F' : ''}${flags & RST ? 'R' : ''}${flags & PSH ? 'P' : ''}${flags & ACK ? '.' : ''}`;
  const first = isAbsolute || flags & SYN ? sequence : sequence & 0xffff;
  const numbered =
    payload.length > 0
      ? `, seq ${first}:${first + payload.length}`
      : flags & (SYN | FIN | RST)
        ? `, seq ${first}`
        : '';
  const acked = flags & ACK ? `, ack ${isAbsolute ? acknowledgment : acknowledgment & 0xffff}` : '';
  const stamps =
    tcp.timestamps === undefined
      ? ''
      : `, options [nop,nop,TS val ${tcp.timestamps[0]} ecr ${tcp.timestamps[1]}]`;
  const version = source.includes(':') ? 'IP6' : 'IP';
  const head = isVerbose
    ? `${version} (tos 0x0, ttl ${ttl}, id ${ipId}, offset 0, flags [DF], proto TCP (6), length ${52 + payload.length})\n    `
    : `${version} `;
  return `${timeOf(at, form)}${head}${ends[0]}.${sourcePort} > ${ends[1]}.${destinationPort}: Flags [${letters || 'none'}]${numbered}${acked}, win ${window}${stamps}, length ${payload.length}`;
}

function timeOf(at: number, form: TimeForm): string {
  if (form === 'none') return '';
  if (form === 'epoch') return `${(1_750_000_000 + at).toFixed(6)} `;
  const text = new Date(Math.round((1_750_000_000 + at) * 1000)).toISOString();
  const day = `${text.slice(11, 23)}000 `;
  return form === 'day' ? day : `${text.slice(0, 10)} ${day}`;
}
