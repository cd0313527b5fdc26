/** Whole connections for express/: how they may begin, go on and end, and what may happen to their frames on the way. */
import fc from 'fast-check';

import type { BatchFrame } from '../support/frame-batches.ts';
import { hex, type TcpFields } from '../support/packets.ts';
import { type Said, Talk, type TalkForm } from './talk.ts';

export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
const SECOND = 1_000_000_000;

/** What is said, and what becomes of it. */
export interface Event extends Said {
  /** ns since the event before. */
  after?: number;
  fate?: 'lost' | 'twice' | 'untimed';
}

export interface Life {
  form: TalkForm;
  /** ns. */
  begins: number;
  events: readonly Event[];
}

/** Begins as nothing does that heartbeat/ knows. */
const DATA = new Uint8Array(100).fill(0x7a);
/** close_notify as TLS 1.2 and TLS 1.3 encrypt it. */
const ALERT = Uint8Array.of(0x15, 3, 3, 0, 26, ...new Array(26).fill(0x5a));
const LIKE_DATA = Uint8Array.of(0x17, 3, 3, 0, 19, ...new Array(19).fill(0x5a));
const GOAWAY = Uint8Array.of(0x17, 3, 3, 0, 34, ...new Array(34).fill(0x5a));
const RESPONSE = Uint8Array.from(Buffer.from('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n'));

/** Options of SYNs as systems send them, and as nobody does. */
export const OPTIONS: Record<string, Partial<TcpFields>> = {
  none: {},
  Linux: { mss: 1460, options: hex('0402 080a 00000123 00000000 01 030307') },
  'Linux, answering': { mss: 1460, options: hex('0402 080a 00000456 00000123 01 030307') },
  Windows: { mss: 1460, options: hex('01 030308 0101 0402') },
  macOS: { mss: 1460, options: hex('01 030306 0101 080a 12345678 00000000 0402 0000') },
  'timestamps alone': { timestamps: [0xffff_ffff, 0] },
  'timestamps twice': { timestamps: [7, 8], options: hex('0101 080a 00000009 0000000a') },
  'timestamps behind the end of the list': { mss: 536, options: hex('00 080a 00000009 0000000a 00') },
  'timestamps of a wrong length': { options: hex('080b 00000009 0000000a 00 01') },
  'timestamps that go beyond the header': { options: hex('0101 0101 0101 080a') },
  'an option without a length': { options: hex('0101 0108') },
  'an option of no length': { options: hex('0800 080a 00000009 0000000a') },
  'an option of one octet more': { options: hex('fe03 00 080a 00000009 0000000a 01') },
  'SACK in a SYN': { sack: [[1, 2]], timestamps: [5, 0] },
  'as many as there is room for': { options: hex(`080a 00000009 0000000a ${'01'.repeat(30)}`) },
};

const OPENINGS: Record<string, readonly Event[]> = {
  'as usual': [
    { side: 0, flags: SYN },
    { side: 1, flags: SYN },
    { side: 0, after: 1e6 },
  ],
  'the third segment is lost': [
    { side: 0, flags: SYN },
    { side: 1, flags: SYN },
    { side: 0, fate: 'lost' },
  ],
  'data with the third segment': [
    { side: 0, flags: SYN },
    { side: 1, flags: SYN },
    { side: 0, payload: DATA },
  ],
  'the SYN again': [
    { side: 0, flags: SYN },
    { side: 0, flags: SYN, ahead: -1, after: SECOND },
    { side: 1, flags: SYN },
    { side: 0 },
  ],
  'the SYN,ACK again': [
    { side: 0, flags: SYN },
    { side: 1, flags: SYN },
    { side: 1, flags: SYN, ahead: -1, after: SECOND },
    { side: 0 },
  ],
  'the SYN was not captured': [{ side: 0, flags: SYN, fate: 'lost' }, { side: 1, flags: SYN }, { side: 0 }],
  'the SYN,ACK was not captured': [
    { side: 0, flags: SYN },
    { side: 1, flags: SYN, fate: 'lost' },
    { side: 0 },
  ],
  'neither was': [
    { side: 0, flags: SYN, fate: 'lost' },
    { side: 1, flags: SYN, fate: 'lost' },
  ],
  'both at once': [
    { side: 0, flags: SYN },
    { side: 1, flags: SYN, hasAck: false },
    { side: 0, flags: SYN, ahead: -1, hasAck: true },
    { side: 1, flags: SYN, ahead: -1 },
  ],
  'data with the SYN': [{ side: 0, flags: SYN, payload: DATA }, { side: 1, flags: SYN }, { side: 0 }],
  'data with the SYN,ACK': [{ side: 0, flags: SYN }, { side: 1, flags: SYN, payload: DATA }, { side: 0 }],
  'the SYN,ACK acknowledges nothing that was sent': [
    { side: 0, flags: SYN },
    { side: 1, flags: SYN, acknowledges: 1000 },
    { side: 0 },
  ],
  'a challenge first': [
    { side: 0, flags: SYN },
    { side: 1, acknowledges: -100 },
    { side: 0, flags: RST, hasAck: false },
    { side: 1, flags: SYN },
    { side: 0 },
  ],
  'data before the SYN,ACK': [
    { side: 0, flags: SYN, fate: 'lost' },
    { side: 0, payload: DATA, hasAck: false },
    { side: 1, flags: SYN },
    { side: 0 },
  ],
  'a probe before the SYN,ACK': [
    { side: 0, flags: SYN },
    { side: 0, ahead: -1, after: 10 * SECOND, hasAck: false },
    { side: 1, flags: SYN },
    { side: 0 },
  ],
  'a SYN,ACK that is older': [
    { side: 0, flags: SYN },
    { side: 1, flags: SYN, acknowledges: -1000 },
    { side: 0, flags: RST, hasAck: false },
  ],
  'a RST before the SYN,ACK': [
    { side: 0, flags: SYN },
    { side: 0, flags: RST, hasAck: false },
    { side: 1, flags: SYN },
    { side: 0 },
  ],
  refused: [
    { side: 0, flags: SYN },
    { side: 1, flags: RST },
  ],
  'SYN and FIN': [{ side: 0, flags: SYN | FIN }, { side: 1, flags: SYN }, { side: 0 }],
  'nobody answers': [
    { side: 0, flags: SYN },
    { side: 0, flags: SYN, ahead: -1, after: SECOND },
  ],
};

const ENDINGS: Record<string, readonly Event[]> = {
  none: [],
  'as usual': [{ side: 0, flags: FIN }, { side: 1, flags: FIN }, { side: 0 }],
  'after a silence': [
    { side: 1, flags: FIN, after: 100 * SECOND, ttl: 63 },
    { side: 0, flags: FIN },
    { side: 1 },
  ],
  'both apart': [{ side: 1, flags: FIN }, { side: 0 }, { side: 0, flags: FIN }, { side: 1 }],
  'both at once': [
    { side: 0, flags: FIN },
    { side: 1, flags: FIN, acknowledges: -1 },
    { side: 0 },
    { side: 1 },
  ],
  'with data': [{ side: 1, flags: FIN, payload: DATA }, { side: 0 }, { side: 0, flags: FIN }],
  'with a response': [{ side: 1, flags: FIN, payload: RESPONSE }, { side: 0, flags: FIN }, { side: 1 }],
  'the FIN again': [
    { side: 0, flags: FIN },
    { side: 0, flags: FIN, ahead: -1, after: SECOND / 4 },
    { side: 1, flags: FIN },
    { side: 1, flags: FIN, ahead: -1, after: SECOND / 4 },
    { side: 0 },
  ],
  'one FIN after the other': [{ side: 0, flags: FIN }, { side: 0, flags: FIN }, { side: 1 }],
  'data behind the FIN': [
    { side: 0, flags: FIN },
    { side: 1, payload: DATA },
    { side: 0, payload: DATA },
    { side: 1, payload: DATA },
  ],
  'half-closed for long': [
    { side: 0, flags: FIN },
    { side: 1 },
    { side: 1, payload: DATA, after: 3 * SECOND },
    { side: 1, flags: FIN },
  ],
  'a FIN without acknowledgment': [{ side: 0, flags: FIN, hasAck: false }, { side: 1 }],
  'reset at once': [{ side: 0, flags: RST }],
  'reset after a silence, and a FIN': [
    { side: 0, flags: RST, after: 100 * SECOND },
    { side: 1, flags: FIN, after: SECOND },
  ],
  'reset after the FIN': [
    { side: 0, flags: FIN },
    { side: 1, payload: DATA },
    { side: 0, flags: RST },
    { side: 1, flags: FIN },
  ],
  'a probe before the FIN': [
    { side: 0, ahead: -1, after: 10 * SECOND },
    { side: 1, flags: FIN },
    { side: 0, flags: FIN },
    { side: 1 },
  ],
  'a probe and its answer before the FIN': [
    { side: 0, ahead: -1, after: 10 * SECOND },
    { side: 1 },
    { side: 1, flags: FIN },
    { side: 0, flags: FIN },
    { side: 1 },
  ],
  'a heartbeat before the FIN': [
    { side: 0, payload: Uint8Array.of(0xc0, 0x00), after: 10 * SECOND },
    { side: 1, payload: Uint8Array.of(0xd0, 0x00) },
    { side: 0 },
    { side: 0, flags: FIN },
    { side: 1, flags: FIN },
  ],
  'a farewell': [
    { side: 1, payload: ALERT, after: 60 * SECOND },
    { side: 0 },
    { side: 1, flags: FIN },
    { side: 0, payload: ALERT },
    { side: 1, flags: RST },
  ],
  'a farewell of two segments, and with the FIN': [
    { side: 1, payload: GOAWAY, after: 60 * SECOND },
    { side: 1, flags: FIN, payload: LIKE_DATA },
    { side: 0, flags: FIN, payload: LIKE_DATA },
  ],
  'a farewell that was none': [
    { side: 1, payload: LIKE_DATA, after: 60 * SECOND },
    { side: 0 },
    { side: 0, payload: DATA },
    { side: 1, payload: DATA },
    { side: 1, flags: FIN },
  ],
  'a farewell that a request crosses': [
    { side: 0, payload: DATA, after: 60 * SECOND },
    { side: 1, payload: LIKE_DATA, acknowledges: -100 },
    { side: 1, flags: FIN, acknowledges: -100 },
    { side: 1, flags: RST },
  ],
  'a window that closes': [
    { side: 1, window: 0 },
    { side: 0, flags: FIN },
    { side: 1, flags: FIN },
  ],
};

const sometimes = <T>(usual: T, weight: number, ...others: fc.Arbitrary<T>[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight, arbitrary: fc.constant(usual) },
    ...others.map((arbitrary) => ({ weight: 1, arbitrary })),
  );

const pause = fc.oneof(
  { weight: 12, arbitrary: fc.nat(SECOND / 20) },
  { weight: 1, arbitrary: fc.constantFrom(0.9 * SECOND, SECOND - 1, SECOND, SECOND + 1) },
  { weight: 1, arbitrary: fc.nat(40 * SECOND) },
);

const turn: fc.Arbitrary<Event> = fc.record({
  side: fc.constantFrom<0 | 1>(0, 1),
  payload: fc.constantFrom(new Uint8Array(0), DATA.subarray(0, 1), DATA, DATA, LIKE_DATA),
  window: sometimes(500, 15, fc.constant(0)),
});

/** What may be different of any segment of a connection. */
const way = fc.record({
  pause,
  fate: sometimes<Event['fate']>(undefined, 60, fc.constantFrom<Event['fate']>('lost', 'twice', 'untimed')),
  ttl: sometimes(64, 20, fc.constant(255)),
  id: sometimes<number | undefined>(undefined, 20, fc.constant(0)),
});

const isn = fc.oneof(fc.nat(0xffff_ffff), fc.integer({ min: 0xffff_ff00, max: 0xffff_ffff }));

/** A few connections; those of one number have the same ports, one after another or even at once. */
export const lives: fc.Arbitrary<Life[]> = fc.array(
  fc
    .record({
      form: fc.record({
        number: fc.nat(2),
        isIpv6: sometimes(false, 2, fc.constant(true)),
        isMapped: sometimes(false, 4, fc.constant(true)),
        vlanId: sometimes(0, 10, fc.constant(7)),
        isn: fc.tuple(isn, isn),
      }),
      begins: fc.nat(100 * SECOND),
      opening: fc.oneof(
        { weight: 12, arbitrary: fc.constant('as usual') },
        { weight: 20, arbitrary: fc.constantFrom(...Object.keys(OPENINGS)) },
      ),
      ending: fc.constantFrom(...Object.keys(ENDINGS)),
      options: fc.array(fc.constantFrom(...Object.values(OPTIONS)), { minLength: 2, maxLength: 2 }),
      hasTimestamps: fc.boolean(),
      turns: fc.array(turn, { maxLength: 12 }),
      ways: fc.array(way, { minLength: 30, maxLength: 30 }),
    })
    .map(({ form, begins, opening, ending, options, hasTimestamps, turns, ways }) => {
      const said = [...(OPENINGS[opening] ?? []), ...turns, ...(ENDINGS[ending] ?? [])];
      const events = said.map((event, number): Event => {
        const { pause: after = 0, fate, ttl = 64, id } = ways[number] ?? {};
        const isOpening = ((event.flags ?? 0) & SYN) !== 0;
        const own = isOpening ? { options: options[event.side] ?? {} } : { hasTimestamps };
        return {
          after,
          ...(fate ? { fate } : {}),
          ttl,
          ...(id === undefined ? {} : { id }),
          ...own,
          ...event,
        };
      });
      return { form, begins, events };
    }),
  { minLength: 1, maxLength: 4 },
);

/** The frames of the connections, in order. */
export function framesOf(all: readonly Life[]): BatchFrame[] {
  return all.flatMap(framesOfOne).sort((first, second) => first.time - second.time);
}

/** Of one connection. */
export function framesOfOne({ form, begins, events }: Life): BatchFrame[] {
  const talk = new Talk(form);
  let time = begins;
  return events.flatMap(({ after = 1e6, fate, ...said }) => {
    time += after;
    const frame = talk.say(time, said);
    if (fate === 'lost') return [];
    if (fate === 'twice') return [frame, { ...frame, time: time + 1000 }];
    return [{ ...frame, untimed: fate === 'untimed' }];
  });
}

/** A usual connection, with options in its SYN and SYN,ACK. */
export function lifeWith(opening: string, options: Partial<TcpFields>, ending: string, form: TalkForm): Life {
  const events = [...(OPENINGS[opening] ?? []), { side: 1, payload: DATA } as const, { side: 0 } as const];
  const withOptions = events.map((event) =>
    'flags' in event && event.flags === SYN ? { ...event, options } : event,
  );
  return { form, begins: 0, events: [...withOptions, ...(ENDINGS[ending] ?? [])] };
}
