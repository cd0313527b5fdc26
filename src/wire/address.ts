/**
 * IP addresses between their four words (Segment.source0 and so on) and text. For selections and reports; the hot path
 * never makes text.
 */
import { isIP } from 'node:net';

/** An address as four Int32 words, as the Segment keeps it. */
export type AddressWords = readonly [number, number, number, number];

const MAPPED_PREFIX = 0xffff;

/** The text of an address: RFC 5952 for IPv6, dotted for IPv4 and for what is mapped from it. */
export function formatAddress(word0: number, word1: number, word2: number, word3: number): string {
  if (word0 === 0 && word1 === 0 && word2 === MAPPED_PREFIX) {
    return `${word3 >>> 24}.${(word3 >>> 16) & 0xff}.${(word3 >>> 8) & 0xff}.${word3 & 0xff}`;
  }
  const groups = [word0, word1, word2, word3].flatMap((word) => [word >>> 16, word & 0xffff]);
  const zeros = longestZeros(groups);
  if (zeros.length < 2) return hexadecimal(groups);
  return `${hexadecimal(groups.slice(0, zeros.at))}::${hexadecimal(groups.slice(zeros.at + zeros.length))}`;
}

/** The words of an IPv4 or IPv6 address, or null where the text is none. Zones (`%eth0`) are not addresses here. */
export function parseAddress(text: string): AddressWords | null {
  if (isIP(text) === 0 || text.includes('%')) return null;
  if (!text.includes(':')) return [0, 0, MAPPED_PREFIX, parseDotted(text)];
  const [head = '', tail] = text.split('::');
  const before = parseGroups(head);
  const after = parseGroups(tail ?? '');
  const groups = [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
  return [word(groups, 0), word(groups, 2), word(groups, 4), word(groups, 6)];
}

/** RFC 5952 §4.2: the longest run of zero groups, the first of equal ones. */
function longestZeros(groups: readonly number[]): { at: number; length: number } {
  let longest = { at: 0, length: 0 };
  let length = 0;
  for (const [index, group] of groups.entries()) {
    length = group === 0 ? length + 1 : 0;
    if (length > longest.length) longest = { at: index + 1 - length, length };
  }
  return longest;
}

function hexadecimal(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':');
}

function parseGroups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const dotted = parseDotted(group);
    return [dotted >>> 16, dotted & 0xffff];
  });
}

function parseDotted(text: string): number {
  return text.split('.').reduce((address, octet) => (address << 8) | Number(octet), 0);
}

function word(groups: readonly number[], index: number): number {
  return ((groups[index] ?? 0) << 16) | (groups[index + 1] ?? 0);
}
