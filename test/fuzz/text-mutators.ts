/** Sound text traces to wrong ones: lines and tokens moved, numbers out of their range, what a terminal would obey. */
import type { Random } from '../bench/random.ts';
import { HOSTILE_TEXTS } from '../support/hostile-captures.ts';
import { oneOf } from './traffic.ts';

type TextMutator = (random: Random, lines: string[], donor: readonly string[]) => void;

/** The text with one to eight wounds, as octets: sometimes of UTF-16, sometimes no text at all in places. */
export function mutatedText(random: Random, sound: string, donor: string): Uint8Array {
  const lines = sound.split('\n');
  for (let wounds = random.between(1, 8); wounds > 0; wounds--)
    oneOf(random, MUTATORS)(random, lines, donor.split('\n'));
  const text = lines.join(random.chance(10) ? '\r\n' : random.chance(4) ? '\r' : '\n');
  if (random.chance(5)) return Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, 'utf16le')]);
  const octets = Buffer.from(text);
  if (random.chance(15) && octets.length > 0)
    for (let times = random.between(1, 9); times > 0; times--)
      octets[random.between(0, octets.length - 1)] = random.word();
  return octets;
}

/** Ends of ranges: of an octet, of a port, of a sequence number, of an exact integer, of a double. */
const NUMBERS = [
  '0',
  '1',
  '255',
  '65535',
  '65536',
  '4294967295',
  '4294967296',
  '9007199254740993',
  '99999999999999999999999999',
  `1${'0'.repeat(400)}`,
  '-1',
  '1e309',
  '0x7f',
  '00000000000000000001',
  '',
];

const number: TextMutator = (random, lines) =>
  atLine(random, lines, (line) => {
    const numbers = [...line.matchAll(/\d+/g)];
    if (numbers.length === 0) return line;
    const { index, 0: digits } = oneOf(random, numbers);
    return line.slice(0, index) + oneOf(random, NUMBERS) + line.slice(index + digits.length);
  });

const token: TextMutator = (random, lines, donor) =>
  atLine(random, lines, (line) => {
    const words = line.split(' ');
    const other = oneOf(random, donor).split(' ');
    words[random.between(0, words.length - 1)] = oneOf(random, random.chance(70) ? other : HOSTILE_TEXTS);
    return words.join(' ');
  });

const name: TextMutator = (random, lines) => {
  const hostile = oneOf(random, HOSTILE_TEXTS);
  const isEverywhere = random.chance(50);
  const host = /(\S+)(?=\.\d+ >)/;
  if (isEverywhere) lines.splice(0, lines.length, ...lines.map((line) => line.replace(host, () => hostile)));
  else atLine(random, lines, (line) => line.replace(host, () => hostile.replaceAll(/\s/g, '')));
};

const cutLine: TextMutator = (random, lines) =>
  atLine(random, lines, (line) => line.slice(0, random.between(0, line.length)));

const insertText: TextMutator = (random, lines) =>
  atLine(random, lines, (line) => {
    const at = random.between(0, line.length);
    return line.slice(0, at) + oneOf(random, HOSTILE_TEXTS) + line.slice(at);
  });

const longLine: TextMutator = (random, lines) =>
  atLine(random, lines, (line) => {
    const at = random.between(0, line.length);
    const what = oneOf(random, ['x', ' ', '[', '.', ',', ' > ', '12:00:00.000000 ', '1', 'IP ', ':', '(']);
    return line.slice(0, at) + what.repeat(random.between(1, 4000)) + line.slice(at);
  });

const move: TextMutator = (random, lines) => {
  const [line = ''] = lines.splice(random.between(0, lines.length - 1), random.chance(80) ? 1 : 0);
  for (let times = random.between(0, 3); times > 0; times--)
    lines.splice(random.between(0, lines.length), 0, line);
};

const graft: TextMutator = (random, lines, donor) => {
  const from = random.between(0, donor.length - 1);
  lines.splice(random.between(0, lines.length), random.between(0, 4), ...donor.slice(from, from + 8));
};

const SUMMARIES = [
  '    1   0.000000     10.0.0.1 → 10.0.0.2     TCP 66 40000 → 443 [ACK] Seq=1 Ack=1 Win=501 Len=0',
  '    2 10.000000 10.0.0.1 10.0.0.2 TCP 54 [TCP Keep-Alive] 40000 → 443 [ACK] Seq=0 Ack=1 Win=501 Len=0 TSval=1 TSecr=2',
];

const summaryLine: TextMutator = (random, lines) => {
  lines.splice(random.between(0, lines.length), 0, oneOf(random, SUMMARIES));
};

const MUTATORS: readonly TextMutator[] = [
  number,
  number,
  token,
  name,
  cutLine,
  insertText,
  longLine,
  move,
  graft,
  summaryLine,
];

function atLine(random: Random, lines: string[], change: (line: string) => string): void {
  const at = random.between(0, Math.max(0, lines.length - 1));
  lines[at] = change(lines[at] ?? '');
}
