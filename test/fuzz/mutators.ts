/**
 * Sound captures to wrong ones. A mutator knows the structure: it puts boundary values into fields by what they say,
 * takes records apart and puts them together in another order, and grafts one capture upon another.
 */
import type { Random } from '../bench/random.ts';
import { concatenate } from '../support/captures.ts';
import { type CaptureAnatomy, captureAnatomy, type Part } from './capture-anatomy.ts';
import { type Field, largest, readField, writeField } from './field.ts';
import { oneOf } from './traffic.ts';

/** What a mutator works on; `donor` is another sound capture. */
interface Patient {
  octets: Uint8Array;
  anatomy: CaptureAnatomy;
  donor: Uint8Array;
  /** The fields that may be wounded, those of them that say lengths, and all by name. */
  fields: readonly Field[];
  lengths: readonly Field[];
  byName: ReadonlyMap<string, Field[]>;
}

type Mutator = (random: Random, patient: Patient) => Uint8Array;

/** The capture with wounds, at most as many as every fourth record has one. Fields are those of the sound one; wounds that move octets come last. */
export function mutated(random: Random, sound: Uint8Array, donor: Uint8Array): Uint8Array {
  const octets = several(random, sound);
  const anatomy = captureAnatomy(octets);
  // A wound of a record often ends the reading: half of the captures have them in their packets only.
  const isInPackets = random.chance(50);
  const fields = isInPackets ? anatomy.fields.filter(({ name }) => !OF_RECORDS.test(name)) : anatomy.fields;
  if (fields.length === 0) return octets;
  const byName = new Map<string, Field[]>();
  for (const field of fields) {
    const same = byName.get(field.name);
    if (same === undefined) byName.set(field.name, [field]);
    else same.push(field);
  }
  const lengths = fields.filter(({ isLength }) => isLength);
  const patient: Patient = { octets, anatomy, donor, fields, lengths, byName };
  const mutators = isInPackets ? IN_PACKETS : IN_PLACE;
  const most = 2 + Math.floor(patient.anatomy.parts.length / 8);
  for (let wounds = random.between(0, most); wounds > 0; wounds--)
    patient.octets = oneOf(random, mutators)(random, patient);
  return random.chance(isInPackets ? 10 : 50) ? oneOf(random, MOVING)(random, patient) : patient.octets;
}

/** The capture with all its records up to 24 times: each time they are wounded elsewhere. */
function several(random: Random, sound: Uint8Array): Uint8Array {
  const anatomy = captureAnatomy(sound);
  const times = oneOf(random, [1, 2, 8, 24]);
  return assemble(sound, anatomy, Array.from({ length: times }, () => anatomy.parts).flat());
}

/** Values that a field may be set to, by name, for hostile sets too. */
export function boundaryValues(capture: Uint8Array, field: Field): bigint[] {
  const value = readField(capture, field);
  const max = largest(field);
  const rest = BigInt(capture.length - field.at);
  const values = [
    0n,
    1n,
    value - 1n,
    value + 1n,
    value * 2n,
    max,
    max - 1n,
    max >> 1n,
    (max >> 1n) + 1n,
    rest,
    rest + 1n,
  ];
  return values.map((one) => (one < 0n ? max : one & max));
}

const setBoundary: Mutator = (random, { octets, fields, lengths }) => {
  const field = oneOf(random, random.chance(60) && lengths.length > 0 ? lengths : fields);
  writeField(octets, field, oneOf(random, boundaryValues(octets, field)));
  return octets;
};

/** The value that a field of the same name has elsewhere: sound by itself, and wrong where it stands now. */
const transplant: Mutator = (random, { octets, fields, byName }) => {
  const field = oneOf(random, fields);
  const same = byName.get(field.name) ?? [field];
  writeField(octets, field, readField(octets, oneOf(random, same)));
  return octets;
};

/** Fields of records and blocks, not of the packets in them. */
const OF_RECORDS = /^(pcap|block|option)\./;

const NUMBERS = /^tcp\.(sequence|acknowledgment|timestamp)|^pcap\.(seconds|fraction)|^block\.time/;

/** A number moved by little or by half its range: segments from the past and from the future. */
const shiftNumber: Mutator = (random, { octets, byName }) => {
  const names = [...byName.keys()].filter((name) => NUMBERS.test(name));
  if (names.length === 0) return octets;
  const field = oneOf(random, byName.get(oneOf(random, names)) ?? []);
  const by = oneOf(random, [-1n, 1n, -2n, 1000n, -1000n, 1n << 31n, (1n << 31n) - 1n, 1n << 30n]);
  writeField(octets, field, readField(octets, field) + by);
  return octets;
};

const anyOctet: Mutator = (random, { octets }) => {
  for (let times = random.between(1, 8); times > 0; times--)
    octets[random.between(0, octets.length - 1)] = oneOf(random, [0, 0xff, 0x80, random.word() & 0xff]);
  return octets;
};

const fill: Mutator = (random, { octets }) => {
  const from = random.between(0, octets.length - 1);
  return octets.fill(oneOf(random, [0, 0xff]), from, from + random.between(1, 64));
};

const IN_PACKETS: readonly Mutator[] = [setBoundary, transplant, shiftNumber];
const IN_PLACE: readonly Mutator[] = [
  setBoundary,
  setBoundary,
  setBoundary,
  transplant,
  shiftNumber,
  anyOctet,
  fill,
];

const cut: Mutator = (random, { octets, anatomy }) => {
  const place = random.chance(50) ? oneOf(random, anatomy.fields).at : random.between(0, octets.length);
  return octets.subarray(0, place);
};

const rearrange: Mutator = (random, { octets, anatomy }) => {
  const parts = [...anatomy.parts];
  for (let times = random.between(1, 6); times > 0 && parts.length > 0; times--) {
    const at = random.between(0, parts.length - 1);
    const [part] = parts.splice(at, 1) as [Part];
    if (random.chance(70)) parts.splice(random.between(0, parts.length), 0, part);
    if (random.chance(40)) parts.splice(random.between(0, parts.length), 0, part);
  }
  return assemble(octets, anatomy, parts);
};

/** One record many times over. */
const repeat: Mutator = (random, { octets, anatomy }) => {
  const parts = [...anatomy.parts];
  if (parts.length === 0) return octets;
  const at = random.between(0, parts.length - 1);
  const part = parts[at] as Part;
  parts.splice(at, 0, ...new Array<Part>(random.between(1, 300)).fill(part));
  return assemble(octets, anatomy, parts);
};

/** What begins as one capture and goes on as another, inside a record or between two. */
const splice: Mutator = (random, { octets, anatomy, donor }) => {
  const other = captureAnatomy(donor);
  const from = other.parts[random.between(0, other.parts.length)]?.start ?? 0;
  const to = random.chance(60) ? oneOf(random, anatomy.fields).at : random.between(0, octets.length);
  return concatenate([octets.subarray(0, to), donor.subarray(random.chance(20) ? 0 : from)]);
};

const insert: Mutator = (random, { octets, anatomy }) => {
  const at = random.chance(60) ? oneOf(random, anatomy.fields).at : random.between(0, octets.length);
  const inserted = Uint8Array.from({ length: random.between(1, 40) }, () => random.word());
  return concatenate([octets.subarray(0, at), inserted, octets.subarray(at)]);
};

const remove: Mutator = (random, { octets }) => {
  const at = random.between(0, octets.length);
  return concatenate([octets.subarray(0, at), octets.subarray(at + random.between(1, 40))]);
};

const MOVING: readonly Mutator[] = [cut, rearrange, rearrange, repeat, splice, insert, remove];

function assemble(octets: Uint8Array, { header }: CaptureAnatomy, parts: readonly Part[]): Uint8Array {
  return concatenate([
    octets.subarray(0, header),
    ...parts.map(({ start, end }) => octets.subarray(start, end)),
  ]);
}
