/** Annotated captures, as tshark reads them: every comment at its frame, and every frame as it was. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it, test } from 'node:test';

import { type Annotated, type AnnotateOptions, annotate, KeepscopeError } from '../src/index.ts';
import { buildPcap, concatenate } from './support/captures.ts';
import { conversation } from './support/conversation.ts';
import { FIXTURES, type Fixture, LAB_FIXTURES, TEXT_TRACES } from './support/fixtures.ts';
import { oracle, tsharkFields } from './support/oracle.ts';
import { type ReadFrame, readOctets } from './support/read-captures.ts';
import { refusedConnections } from './support/refused-connections.ts';
import { byTime, type Sent } from './support/sent.ts';

const folder = mkdtempSync(join(tmpdir(), 'keepscope-annotate-'));
after(() => rmSync(folder, { recursive: true }));
const tshark = oracle('tshark').skip;

/** Annotates into a file; gives its name, its octets, and what annotate() says. */
async function annotated(
  captures: string | readonly string[],
  options: AnnotateOptions = {},
): Promise<Annotated & { file: string; octets: Uint8Array }> {
  const annotating = annotate(captures, options);
  const chunks: Uint8Array[] = [];
  let step = await annotating.next();
  for (; step.done !== true; step = await annotating.next()) chunks.push(step.value);
  const result = step.value;
  const octets = concatenate(chunks);
  const file = join(folder, 'annotated.pcapng');
  writeFileSync(file, octets);
  return { ...result, file, octets };
}

/** The comments of each frame, by the frame's number; tshark parts them with the separator. */
function commentsIn(file: string): Map<number, string[]> {
  const printed = execFileSync(
    'tshark',
    ['-n', '-r', file, '-Y', 'frame.comment', '-T', 'fields', '-E', 'aggregator=|'].concat([
      '-e',
      'frame.number',
      '-e',
      'frame.comment',
    ]),
    { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const lines = printed.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [number = '', comments = ''] = line.split('\t');
      return [Number(number), comments.split('|')];
    }),
  );
}

const ANSWERS = {
  ack: 'acknowledged',
  data: 'answered by data',
  rst: 'answered by a reset',
  icmp: 'met by an ICMP error',
};

/** What the experiment knows of its probes and answers, by frame: words that a comment must have. */
function truthOf({ truth }: Fixture): Map<number, string> {
  const expected = new Map<number, string>();
  for (const { probe_details } of truth.flows) {
    for (const { frame, kind, answer, answer_frame } of probe_details) {
      const name = kind === 'zwp' ? 'window probe' : 'keepalive probe';
      const fate = answer === null ? '' : `.*${ANSWERS[answer]} in frame ${answer_frame}\\b`;
      expected.set(frame, `${name} of the (originator|responder)${fate}`);
      if (answer_frame !== null) expected.set(answer_frame, `answers the probe in frame ${frame}\\b`);
    }
  }
  return expected;
}

/** tshark takes its time: those with every kind of probe and answer. */
const SHOWN = [
  ...FIXTURES,
  ...LAB_FIXTURES.filter(({ name }) => /dead-peer-both|mid-idle-dead|unreachable\./.test(name)),
];

describe('each capture of fixtures/, annotated', { skip: tshark }, () => {
  for (const fixture of SHOWN) {
    it(`${fixture.name}: the frames are the same, and probes and answers say what the experiment did`, async () => {
      const { file, octets, frames, comments, unplaced } = await annotated(fixture.file);
      const [before, read] = [await readOctets(fixture.octets), await readOctets(octets)];
      assert.deepEqual(read.frames, before.frames);
      assert.equal(frames, before.frames.length);
      const found = commentsIn(file);
      assert.equal([...found.values()].flat().length, comments);
      assert.equal(unplaced, 0);
      for (const [frame, words] of truthOf(fixture))
        assert.match((found.get(frame) ?? []).join('\n'), new RegExp(words), `frame ${frame}`);
    });
  }
});

it('a heartbeat reply answers a heartbeat, not a probe', { skip: tshark }, async () => {
  const fixture = FIXTURES.find(({ name }) => name === 'heartbeat-pong');
  assert.ok(fixture);
  const found = commentsIn((await annotated(fixture.file)).file);
  const { pings = [], pongs = [] } = fixture.truth.flows[0] ?? {};
  const replies = pongs.filter((pong) => found.get(pong)?.some((says) => /heartbeat reply/.test(says)));
  assert.ok(replies.length > 0);
  for (const pong of replies) {
    const words = `heartbeat reply of the responder; answers the heartbeat in frame ${pings[pongs.indexOf(pong)]} `;
    assert.match(found.get(pong)?.join('\n') ?? '', new RegExp(words));
  }
});

/** A frame without its number. */
function asText(frame: ReadFrame | undefined): string {
  if (frame === undefined) return 'no such frame';
  const { moment, originalLength, octets } = frame;
  return `${moment} ${originalLength} ${Buffer.from(octets).toString('hex')}`;
}

describe('only the evidence', { skip: tshark }, () => {
  for (const fixture of SHOWN.filter(({ truth }) => !truth.capture.every_packet_twice)) {
    it(`of ${fixture.name} has every probe and answer, and how connections begin and end`, async () => {
      const { octets, frames } = await annotated(fixture.file, { onlyEvidence: true });
      const kept = (await readOctets(octets)).frames.map(asText);
      assert.equal(kept.length, frames);
      const control = tsharkFields(fixture.file, ['frame.number'], 'tcp.flags & 7 && !icmp && !icmpv6');
      const wanted = new Set([...truthOf(fixture).keys(), ...control.map(([number]) => Number(number))]);
      const all = (await readOctets(fixture.octets)).frames;
      const missing = [...wanted].filter((number) => {
        const frame = all[number - 1];
        return !kept.includes(asText(frame));
      });
      assert.deepEqual(missing, []);
    });
  }

  it('leaves the bulk of a conversation out', async () => {
    const talk = conversation().handshake();
    for (let request = 0; request < 50; request++) talk.exchange();
    talk.at(60);
    talk.originator.probe();
    talk.responder.ack();
    const file = join(folder, 'bulk.pcap');
    writeFileSync(file, buildPcap(talk.frames));
    const { frames, comments } = await annotated(file, { onlyEvidence: true });
    // SYN, SYN-ACK, the last frame before the silence, the probe and its answer.
    assert.equal(frames, 5);
    assert.ok(comments >= 3);
  });
});

/** A connection that dies in silence, from the second `start` on and from the port `port`. */
function deadPeer(port: number, start = 0): Sent[] {
  const talk = conversation({ originator: { port } }).at(start).handshake();
  talk.at(start + 10).originator.probe();
  talk.responder.ack();
  for (const at of [20, 21, 22]) talk.at(start + at).originator.probe();
  talk.at(start + 23).originator.abort();
  return [...talk.frames];
}

describe('what is annotated', () => {
  it('are the selected connections; the frames of others stay', { skip: tshark }, async () => {
    const file = join(folder, 'two.pcap');
    const frames = byTime(deadPeer(1001), deadPeer(1002));
    writeFileSync(file, buildPcap(frames));
    for (const selection of [{ ports: [1002] }, { connections: [2] }, { top: 1, sort: 'first' } as const]) {
      const id = 'top' in selection ? 1 : 2;
      const whole = await annotated(file, { selection });
      assert.equal(whole.frames, frames.length);
      for (const comment of [...commentsIn(whole.file).values()].flat())
        assert.match(comment, new RegExp(`^keepscope: connection ${id}: `));
      const evidence = await annotated(file, { selection, onlyEvidence: true });
      assert.deepEqual(
        new Set(tsharkFields(evidence.file, ['tcp.stream']).flat()),
        new Set(['0']),
        'one connection is left',
      );
    }
  });

  it('are several captures on one timeline, which name each other', { skip: tshark }, async () => {
    const [early, late] = [join(folder, 'early.pcap'), join(folder, 'late.pcap')];
    const frames = deadPeer(1001);
    const half = frames.findIndex(({ at }) => at >= 10) + 1;
    writeFileSync(early, buildPcap(frames.slice(0, half)));
    writeFileSync(late, buildPcap(frames.slice(half), { resolution: 'nanoseconds' }));
    const { file } = await annotated([late, early]);
    const comments = commentsIn(file);
    assert.match(comments.get(half)?.join() ?? '', new RegExp(`acknowledged in frame 1 of ${late}`));
    assert.match(
      comments.get(half + 1)?.join() ?? '',
      new RegExp(`answers the probe in frame ${half} of ${early}`),
    );
    const told = execFileSync('capinfos', [file], { encoding: 'utf8' });
    assert.match(told, new RegExp(`its frame 1 is frame ${half + 1} here`));
  });

  it('is the capture as a whole too: whose numbers the comments have, and what came of it', {
    skip: tshark,
  }, async () => {
    const file = join(folder, 'whole.pcap');
    writeFileSync(file, buildPcap(deadPeer(1001)));
    const told = execFileSync('capinfos', [(await annotated(file)).file], { encoding: 'utf8' });
    assert.match(told, /the frame numbers in them are those of [^ ]+whole\.pcap\./);
    assert.match(told, /1 connection, 1 needs attention: 1 peer-dead/);
    assert.match(told, /^Capture application: keepscope /m);
    const evidence = execFileSync('capinfos', [(await annotated(file, { onlyEvidence: true })).file], {
      encoding: 'utf8',
    });
    assert.match(evidence, /Only frames that prove something were kept/);
  });
});

/** The KeepscopeError that annotating ends in. */
async function refusal(captures: readonly string[], options: AnnotateOptions = {}): Promise<KeepscopeError> {
  const error: unknown = await annotated(captures, options).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof KeepscopeError, String(error));
  return error;
}

test('a stream is refused before it is read: it would have to be read twice', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  for (const path of ['-', pipe]) {
    const { code, message, remedy } = await refusal([path]);
    assert.equal(code, 'usage');
    assert.match(message, /can be read only once/);
    assert.match(remedy, /^Save /);
  }
});

test('as many connections are kept as asked, and otherwise all', async () => {
  const file = join(folder, 'refused.pcap');
  writeFileSync(file, refusedConnections(100));
  const evictedOf = async (options: AnnotateOptions) => {
    const { connections, limit } = (await annotated(file, options)).examination.summary.evicted;
    return { isAny: connections > 0, limit };
  };
  assert.deepEqual(await evictedOf({ limits: { connections: 50 } }), { isAny: true, limit: 50 });
  assert.deepEqual(await evictedOf({ limits: { exchanges: 300 } }), { isAny: false, limit: null });
});

test('an interruption leaves no half of an annotated capture behind as if it were whole', async () => {
  const file = join(folder, 'interrupted.pcap');
  writeFileSync(file, buildPcap(deadPeer(1001)));
  const controller = new AbortController();
  controller.abort();
  assert.equal((await refusal([file], { signal: controller.signal })).code, 'interrupted');
});

test('text has no frames to annotate: one line says so', async () => {
  const [trace] = TEXT_TRACES;
  assert.ok(trace);
  await assert.rejects(annotated(trace.file), (error) => {
    assert.ok(error instanceof KeepscopeError);
    assert.equal(error.code, 'usage');
    assert.match(error.message, /is text, and only the frames of a capture can be annotated/);
    return true;
  });
});
