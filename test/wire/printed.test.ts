/** What text readers say of a packet is not believed where no segment can be so. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { printedPacket } from '../../src/capture/text/printed-packet.ts';
import { EndpointNames } from '../../src/wire/endpoint-names.ts';
import { Outcome } from '../../src/wire/outcome.ts';
import { decodePrinted } from '../../src/wire/printed.ts';
import { Segment } from '../../src/wire/segment.ts';

const ENDS = {
  source: { host: '10.0.0.1', port: 5, service: '' },
  destination: { host: '10.0.0.2', port: 22, service: '' },
};

describe('a printed segment', () => {
  for (const [length, outcome] of [
    [0, Outcome.Segment],
    [2 ** 30, Outcome.Segment],
    [2 ** 30 + 1, Outcome.Malformed],
    [-1, Outcome.Malformed],
    [Number.POSITIVE_INFINITY, Outcome.Malformed],
    [Number.NaN, Outcome.Malformed],
  ] as const) {
    it(`of ${length} octets`, () => {
      const packet = printedPacket('tcp', { ...ENDS, length });
      assert.equal(decodePrinted(packet, new EndpointNames(), new Segment()), outcome);
    });
  }
});
