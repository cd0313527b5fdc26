/**
 * Hosts as the user writes them (`10.0.0.1`, `fe80::1`, `10.0.0.0/8`) as a test on addresses. Addresses are compared by
 * value, not by letter: `FE80:0::1` is `fe80::1`, and `::ffff:10.0.0.1` is `10.0.0.1`.
 */
import { type AddressWords, parseAddress } from '../wire/address.ts';

/** Whether an address is one of the hosts. */
export type HostMatcher = (address: string) => boolean;

/** The test for `hosts`; what is no host (see isHost) matches nothing. */
export function hostMatcher(hosts: readonly string[]): HostMatcher {
  const blocks = hosts.map(parseBlock).filter((block) => block !== null);
  return (address) => {
    const words = parseAddress(address);
    return words !== null && blocks.some((block) => contains(block, words));
  };
}

/** Whether `text` is an address or a block of addresses (RFC 4632 §3.1, RFC 4291 §2.3). */
export function isHost(text: string): boolean {
  return parseBlock(text) !== null;
}

interface Block {
  words: AddressWords;
  /** Leading bits that decide, of 128: an IPv4 block of /8 has 104. */
  bits: number;
}

function parseBlock(text: string): Block | null {
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const words = parseAddress(address);
  const width = address.includes(':') ? 128 : 32;
  const bits = Number(prefix ?? width);
  return words === null || bits > width ? null : { words, bits: bits + 128 - width };
}

function contains({ words, bits }: Block, address: AddressWords): boolean {
  return words.every((word, index) => {
    const decisive = Math.min(32, Math.max(0, bits - 32 * index));
    // A shift by 32 is a shift by 0, so that no decisive bit needs a case of its own.
    return decisive === 0 || (word ^ (address[index] ?? 0)) >>> (32 - decisive) === 0;
  });
}
