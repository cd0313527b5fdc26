/** `middlebox-probes`: probes that a device on the path sends in a host's name, and what only resembles them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { ConnectionReport } from '../../src/index.ts';
import { type Conversation, conversation } from '../support/conversation.ts';
import type { Overrides } from '../support/host.ts';
import { see } from '../support/see.ts';
import type { Sent } from '../support/sent.ts';

/** A responder four hops away, in whose name probes with these marks come every 30 s and are answered. */
function probed(marks: Overrides, times: readonly number[] = [30, 60, 90]): [Conversation, Sent[]] {
  const talk = conversation({ responder: { ttl: 60 } })
    .handshake()
    .exchange();
  const probes = times.map((at) => {
    const probe = talk.at(at).responder.probe(marks);
    talk.originator.ack();
    return probe;
  });
  return [talk, probes];
}

async function connectionOf(talk: Conversation): Promise<ConnectionReport> {
  return (await see(talk.frames)).connection;
}

function codesOf({ findings }: ConnectionReport): string[] {
  return findings.map(({ code }) => code);
}

describe('probes of a middlebox', () => {
  it('are told by their distance and a smaller window', async () => {
    const [talk, probes] = probed({ ttl: 63, window: 100 });
    const connection = await connectionOf(talk);
    const finding = connection.findings.find(({ code }) => code === 'middlebox-probes');
    assert.equal(finding?.from, 'responder');
    assert.equal(finding.severity, 'info');
    const frames = probes.map((probe) => talk.frames.indexOf(probe) + 1);
    assert.deepEqual(
      finding.evidence.map(({ frame }) => frame),
      [...frames, frames[0]],
    );
    assert.deepEqual(finding.counterEvidence, []);
  });

  it('by an acknowledgment one too low', async () => {
    const [talk] = probed({ ttl: 63, acknowledgment: 1_000_100 });
    assert.ok(codesOf(await connectionOf(talk)).includes('middlebox-probes'));
  });

  it('by an IP identification of 0', async () => {
    const [talk] = probed({ ttl: 63, ipId: 0 });
    assert.ok(codesOf(await connectionOf(talk)).includes('middlebox-probes'));
  });

  it('beside probes of the host, which are said to speak against it', async () => {
    const [talk] = probed({ ttl: 63, window: 100 });
    const own = talk.at(120).responder.probe();
    talk.originator.ack();
    const finding = (await connectionOf(talk)).findings.find(({ code }) => code === 'middlebox-probes');
    assert.deepEqual(
      finding?.counterEvidence.map(({ frame }) => frame),
      [talk.frames.indexOf(own) + 1],
    );
  });

  it('make neither profile nor verdict of the host', async () => {
    const [talk] = probed({ ttl: 63, window: 100 });
    for (const at of [120, 125, 130]) talk.at(at).responder.probe({ ttl: 63, window: 100, delivered: false });
    talk.at(135).responder.abort({ ttl: 63 });
    const { verdict, keepalive } = await connectionOf(talk);
    assert.equal(verdict.code, 'peer-dead');
    assert.match(verdict.summary, /^The middlebox in the name of the responder gave up/);
    assert.match(verdict.remedy[0] ?? '', /device on the path/);
    assert.match(verdict.evidence.at(-1)?.says ?? '', /middlebox/);
    assert.equal(keepalive.responder?.profile, null);
    assert.equal(keepalive.responder?.idleSeconds?.estimate, 30);
  });
});

describe('no middlebox probes', () => {
  const others: Record<string, Overrides> = {
    'where only the TTL differs, as after a route change': { ttl: 58 },
    'where only the window does': { window: 100 },
    'where the window grows, as after reading': { ttl: 58, window: 600 },
    'where another TTL has come as far, and the window is smaller': { ttl: 124, window: 100 },
  };
  for (const [what, marks] of Object.entries(others))
    it(what, async () => {
      const [talk] = probed(marks);
      assert.ok(!codesOf(await connectionOf(talk)).includes('middlebox-probes'));
    });

  it('where the whole side comes over another route since, and has less room', async () => {
    const [talk] = probed({ ttl: 58, window: 100 });
    talk.at(120).responder.data(100, { ttl: 58, window: 100 });
    talk.originator.ack();
    assert.ok(!codesOf(await connectionOf(talk)).includes('middlebox-probes'));
  });

  it('of a single probe', async () => {
    const [talk] = probed({ ttl: 63, window: 100 }, [30]);
    assert.ok(!codesOf(await connectionOf(talk)).includes('middlebox-probes'));
  });

  it('where packets were captured on both sides of a router', async () => {
    const [talk, probes] = probed({ ttl: 63, window: 100 });
    const frames = talk.frames.flatMap((frame) =>
      probes.includes(frame) ? [frame, frame.copy({ after: 0.00001, ttl: 62 })] : [frame],
    );
    assert.ok(!codesOf((await see(frames)).connection).includes('middlebox-probes'));
  });
});
