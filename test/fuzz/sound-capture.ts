/** Sound captures by chance, of every form that is read: what the mutators begin with. */
import type { Random } from '../bench/random.ts';
import { buildPcap, type CapturedFrame, PcapngBuilder, type PcapngOption } from '../support/captures.ts';
import { HOSTILE_TEXTS } from '../support/hostile-captures.ts';
import { clothes } from './dressing.ts';
import { oneOf, traffic } from './traffic.ts';

/** A pcap or a pcapng. */
export function soundCapture(random: Random): Uint8Array {
  return random.chance(50) ? soundPcap(random) : soundPcapng(random);
}

function soundPcap(random: Random): Uint8Array {
  const { linkType, dress } = clothes(random);
  return buildPcap(dressed(random, dress), {
    linkType,
    littleEndian: random.chance(80),
    resolution: random.chance(50) ? 'nanoseconds' : 'microseconds',
    modified: random.chance(5),
    snaplen: oneOf(random, [262_144, 65_535, 96]),
  });
}

function soundPcapng(random: Random): Uint8Array {
  const capture = new PcapngBuilder();
  for (let sections = random.chance(20) ? 2 : 1; sections > 0; sections--) section(random, capture);
  return capture.done();
}

function section(random: Random, capture: PcapngBuilder): void {
  const some = clothes(random);
  capture.section(random.chance(80), comments(random));
  const interfaces = random.between(1, 3);
  for (let number = 0; number < interfaces; number++)
    capture.interface({
      linkType: some.linkType,
      resolution: oneOf(random, [6, 9, 3, 0, 0x80 | 10, 0x80 | 30]),
      ...(random.chance(20) ? { offset: BigInt(random.between(-3600, 3600)) } : {}),
      options: [...comments(random), [2, hostile(random)]],
    });
  for (const frame of dressed(random, some.dress)) {
    const one = { ...frame, interface: random.between(0, interfaces - 1) };
    const kind = random.between(0, 99);
    if (kind < 85) capture.enhancedPacket(one, comments(random));
    else if (kind < 90) capture.obsoletePacket(one, 3, comments(random));
    else if (kind < 95) capture.simplePacket(one);
    else capture.block(oneOf(random, [4, 9, 10, 0x0bad, 0x4000_0bad, 0x7777]), new Uint8Array(16));
  }
  if (random.chance(50)) capture.statistics(0, { 4: 100n, 5: 3n });
}

function dressed(random: Random, dress: (frame: Uint8Array) => Uint8Array): CapturedFrame[] {
  return traffic(random).map(({ time, octets, originalLength }) => {
    const clothed = dress(octets);
    return { time, octets: clothed, originalLength: originalLength + clothed.length - octets.length };
  });
}

function comments(random: Random): PcapngOption[] {
  return random.chance(20) ? [[1, hostile(random)]] : [];
}

function hostile(random: Random): Uint8Array {
  return new TextEncoder().encode(oneOf(random, HOSTILE_TEXTS));
}
