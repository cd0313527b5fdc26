/**
 * With a limit on connections: what is kept is told as it is without one, what is not is in the numbers, and events and
 * report number alike.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import {
  type AnalyzeOptions,
  analyze,
  type ConnectionReport,
  type EventRecord,
  events,
  type Report,
} from '../../src/index.ts';
import { buildPcap } from '../support/captures.ts';
import { type Conversation, conversation } from '../support/conversation.ts';
import { byTime, type Sent } from '../support/sent.ts';

/** What a connection does next, and how long it waits before. */
interface Turn {
  after: number;
  act: 'exchange' | 'probe' | 'probe in vain' | 'close' | 'reset';
}

interface Script {
  begins: number;
  isMidstream: boolean;
  turns: readonly Turn[];
}

const turn: fc.Arbitrary<Turn> = fc.record({
  after: fc.integer({ min: 1, max: 40 }),
  act: fc.constantFrom('exchange', 'exchange', 'probe', 'probe', 'probe in vain', 'close', 'reset'),
});

const scripts: fc.Arbitrary<Script[]> = fc.array(
  fc.record({
    begins: fc.integer({ min: 0, max: 100 }),
    isMidstream: fc.boolean(),
    turns: fc.array(turn, { maxLength: 8 }),
  }),
  { minLength: 8, maxLength: 24 },
);

const CASE = fc.tuple(scripts, fc.integer({ min: 1, max: 20 }));

function play({ begins, isMidstream, turns }: Script, place: number): Sent[] {
  const talk = conversation({ originator: { port: 40_000 + place } }).at(begins + place / 1000);
  talk.handshake();
  const opening = isMidstream ? talk.frames.length : 0;
  for (const { after, act } of turns) if (!perform(talk.after(after), act)) break;
  return talk.frames.slice(opening);
}

/** False where nothing can follow. */
function perform(talk: Conversation, act: Turn['act']): boolean {
  const { originator, responder } = talk;
  if (act === 'exchange') talk.exchange();
  else if (act === 'reset') responder.abort();
  else if (act === 'close') {
    originator.fin();
    responder.fin();
    originator.ack();
  } else {
    originator.probe();
    if (act === 'probe') responder.ack();
  }
  return act !== 'reset' && act !== 'close';
}

async function read(octets: Uint8Array, connections: number): Promise<Report> {
  return analyze('-', optionsOf(octets, connections));
}

function optionsOf(octets: Uint8Array, connections: number): AnalyzeOptions {
  return { stdin: stream(octets), limits: { connections } };
}

async function* stream(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets;
}

/** But for its number, which counts those that were opened again as well; its findings name it too. */
function content({ id, findings, ...rest }: ConnectionReport): object {
  for (const { connections } of findings) assert.deepEqual(connections, [id]);
  return { ...rest, findings: findings.map((finding) => ({ ...finding, connections: [] })) };
}

describe('a limit on connections', () => {
  it('leaves those that are kept as they are without it, and all in the summary', async () => {
    let evicted = 0;
    await fc.assert(
      fc.asyncProperty(CASE, async ([all, limit]) => {
        const octets = buildPcap(byTime(...all.map(play)), { resolution: 'nanoseconds' });
        const whole = await read(octets, Number.POSITIVE_INFINITY);
        const bounded = await read(octets, limit);
        const { summary, connections } = bounded;
        assert.ok(connections.length <= limit);
        assert.equal(summary.connections, connections.length + summary.evicted.connections);
        const { closed, quiet, probed } = summary.evicted;
        assert.equal(closed + quiet + probed, summary.evicted.connections);
        assert.equal(sum(summary.verdicts), summary.connections);
        assert.equal(sum(summary.outcomes), summary.probes);
        const byFirstFrame = new Map(whole.connections.map((one) => [one.firstFrame, one]));
        for (const connection of connections) {
          const same = byFirstFrame.get(connection.firstFrame);
          if (same === undefined) assert.ok(connection.midstream, 'it has spoken again');
          else assert.deepEqual(content(connection), content(same));
        }
        evicted += summary.evicted.connections;
      }),
      { seed: 1, numRuns: 60 },
    );
    assert.ok(evicted > 300, `only ${evicted} were let go of`);
  });

  it('leaves events and report with the same numbers, each of one connection', async () => {
    await fc.assert(
      fc.asyncProperty(CASE, async ([all, limit]) => {
        const octets = buildPcap(byTime(...all.map(play)), { resolution: 'nanoseconds' });
        const { connections, summary } = await read(octets, limit);
        const records: EventRecord[] = [];
        for await (const record of events('-', optionsOf(octets, limit))) records.push(record);
        const numbers = new Set(records.map(({ connection }) => connection));
        assert.ok(Math.max(0, ...numbers) <= summary.connections);
        for (const { id, exchanges } of connections)
          for (const { frame } of exchanges)
            assert.equal(records.find((record) => record.frame === frame)?.connection, id);
      }),
      { seed: 2, numRuns: 25 },
    );
  });

  it('that is not reached changes nothing', async () => {
    const octets = buildPcap(byTime(...[1, 2, 3].map((place) => play(QUIET, place))));
    const [bounded, whole] = [await read(octets, 3), await read(octets, 1000)];
    bounded.summary.evicted.limit = 1000;
    assert.deepEqual(bounded, whole);
  });
});

const QUIET: Script = { begins: 0, isMidstream: false, turns: [{ after: 10, act: 'probe' }] };

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
