/** The filter that is used when the user gives none: what it lets through, by tcpdump and by the kernel. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { defaultFilters } from '../../../src/capture/live/filters.ts';
import { buildPcap } from '../../support/captures.ts';
import { oracle } from '../../support/oracle.ts';
import { ethernet, type Header, loopback, packet, sll, sll2, vlan } from '../../support/packets.ts';
import { Capturing, type LiveFrame } from './capturing.ts';
import { inField, skips } from './field.ts';
import { type Sample, UNWANTED, WANTED } from './wanted-packets.ts';

/** By link type (pcap-linktype(7)), what is before a packet: in no VLAN, in one, in two. */
const LINKS: readonly [name: string, linkType: number, before: readonly (readonly Header[])[]][] = [
  ['Ethernet', 1, [[ethernet()], [ethernet(), vlan(7)], [ethernet(), vlan(7, { tpid: 0x88a8 }), vlan(8)]]],
  ['Linux cooked', 113, [[sll()], [sll(), vlan(7)], [sll(), vlan(7, { tpid: 0x88a8 }), vlan(8)]]],
  ['Linux cooked v2', 276, [[sll2()], [sll2(), vlan(7)]]],
  ['raw IP', 101, [[]]],
  ['loopback of BSD', 0, [[loopback()]]],
];

describe('the default filter', { skip: oracle('tcpdump').skip }, () => {
  for (const [name, linkType, layouts] of LINKS) {
    for (const before of layouts) {
      const tags = before.length > 1 ? `, ${before.length - 1} tags` : '';
      it(`lets through what is wanted: ${name}${tags}`, () => {
        assert.deepEqual(passing(linkType, before, WANTED), whats(WANTED));
      });
      // Behind a tag in place, these link types cannot be looked into.
      if (linkType !== 1 && tags !== '') continue;
      it(`lets nothing else through: ${name}${tags}`, () => {
        assert.deepEqual(passing(linkType, before, UNWANTED), []);
      });
    }
  }
});

const SEND_RAW = fileURLToPath(new URL('./send-raw.mjs', import.meta.url));

describe('the default filter in the kernel', { concurrency: true }, async () => {
  for (const [engine, skip] of await skips()) {
    it(`lets through what is wanted, in VLANs too: ${engine}`, { skip }, () =>
      inField(async ({ near, far }) => {
        // Where a tag is when the filter looks differs: in the frame at the sender, beside it at the receiver.
        const captures = await Promise.all([
          Capturing.start(near, 'eth0', engine),
          Capturing.start(far, 'eth0', engine),
          Capturing.start(far, 'any', engine),
        ]);
        const [, , layouts] = LINKS[0] ?? assert.fail();
        const wanted = layouts.flatMap((before) =>
          WANTED.map(({ octets, header }) => hexOf([...before, header], octets)),
        );
        const unwanted = layouts.flatMap((before) =>
          UNWANTED.map(({ octets, header }) => hexOf([...before, header], octets)),
        );
        await near.run(
          process.execPath,
          ['--import', 'tsx', SEND_RAW, 'eth0'],
          [...unwanted, ...wanted, ...unwanted].join('\n'),
        );
        await Promise.all(captures.map((capture) => capture.stop()));
        const [sender, receiver, any] = captures.map(({ frames }) => frames);
        assert.deepEqual(
          sender?.map(({ octets }) => octets),
          wanted,
        );
        assert.deepEqual(
          receiver?.map(({ octets }) => octets),
          wanted,
        );
        const packets = layouts.slice(0, 2).flatMap(() => WANTED.map(({ octets }) => hexOf([], octets)));
        assert.deepEqual(any?.flatMap(behindCooked), packets);
      }),
    );
  }
});

/**
 * The packet in a frame of `any`. None where it had two tags: the kernel (6.10 and later, vlan_get_protocol_dgram) and
 * libpcap do not agree then where the second one is, so that nothing is promised.
 */
function behindCooked({ octets, linkType }: LiveFrame): string[] {
  const [protocolAt, length] = linkType === 276 ? [0, 40] : [28, 32];
  const protocol = octets.slice(protocolAt, protocolAt + 4);
  const rest = octets.slice(['8100', '88a8'].includes(protocol) ? length + 8 : length);
  return /^[46]/.test(rest) ? [rest] : [];
}

/** The samples that pass one of the filters: the first that this link type knows. */
function passing(linkType: number, before: readonly Header[], samples: readonly Sample[]): string[] {
  const frames = samples.map(({ octets, header }, index) => ({
    time: BigInt(index) * 1_000_000_000n,
    octets: Uint8Array.from(Buffer.from(hexOf([...before, header], octets), 'hex')),
  }));
  const folder = mkdtempSync(join(tmpdir(), 'keepscope-filter-'));
  try {
    const path = join(folder, 'samples.pcap');
    writeFileSync(path, buildPcap(frames, { linkType }));
    const printed =
      defaultFilters('eth0')
        .map((filter) => printedBy(path, filter))
        .find((text) => text !== null) ?? '';
    return [...printed.matchAll(/^(\d+)\./gm)].map(([, second]) => samples[Number(second)]?.what ?? '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Null where the filter does not compile for the link type. */
function printedBy(path: string, filter: string): string | null {
  try {
    return execFileSync('tcpdump', ['-r', path, '-n', '-tt', filter], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    assert.match(String((error as { stderr: unknown }).stderr), /no VLAN support/);
    return null;
  }
}

/** The packet with what is before it, in hexadecimal; of the packet's own header only the number that announces it counts. */
function hexOf(headers: readonly Header[], octets: Uint8Array): string {
  const last = headers.at(-1);
  if (last === undefined) return Buffer.from(octets).toString('hex');
  return Buffer.from(packet(...headers.slice(0, -1), { ...last, write: () => octets })).toString('hex');
}

function whats(samples: readonly Sample[]): string[] {
  return samples.map(({ what }) => what);
}
