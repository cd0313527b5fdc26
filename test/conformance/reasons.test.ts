/**
 * Why tshark differs from the truth: each reason on a scripted conversation of which the truth is known, and which tshark
 * really reads. Where a future tshark has learned something, the test of that reason fails.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { buildPcap } from '../support/captures.ts';
import { conversation } from '../support/conversation.ts';
import { oracle } from '../support/oracle.ts';
import type { Sent } from '../support/sent.ts';
import { explainedDifferences } from './comparison.ts';
import { Scene } from './difference.ts';
import type { Exchange } from './exchange-truth.ts';
import { tsharkSegments } from './tshark-labels.ts';

type Pair = [probe: Sent, answer: Sent | null, kind?: Exchange['kind'], outcome?: Exchange['outcome']];

describe('why tshark differs', { skip: oracle('tshark').skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'keepscope-conformance-'));
  after(() => rmSync(folder, { recursive: true }));

  /** `pairs` are the true exchanges; `classes` those classes of frames that the truth would name. */
  function reasons(
    frames: readonly Sent[],
    pairs: readonly Pair[],
    classes: readonly [frame: Sent, label: string][] = [],
  ): string[] {
    const file = join(folder, 'scripted.pcap');
    writeFileSync(file, buildPcap(frames));
    const number = (frame: Sent): number => frames.indexOf(frame) + 1;
    const exchanges = pairs.map(
      ([probe, answer, kind = 'keepalive', outcome = 'acknowledged']): Exchange => ({
        kind,
        frame: number(probe),
        outcome: answer && outcome,
        answerFrame: answer && number(answer),
      }),
    );
    const frame_class = Object.fromEntries(classes.map(([frame, label]) => [number(frame), label]));
    return explainedDifferences(new Scene(tsharkSegments(file), exchanges, [{ frame_class }])).map(
      ({ kind, measure, frame, reason }) => `${kind} ${measure} ${frame}: ${reason}`,
    );
  }

  it('a plain exchange does not differ', () => {
    const talk = conversation().handshake().exchange().at(10);
    const pair = [talk.originator.probe(), talk.responder.ack()] satisfies Pair;
    assert.deepEqual(reasons(talk.frames, [pair]), []);
  });

  it('the capture began mid-idle', () => {
    const talk = conversation().handshake().exchange();
    const pairs = [10, 20].map((at): Pair => [talk.at(at).originator.probe(), talk.responder.ack()]);
    assert.deepEqual(reasons(talk.frames.slice(6), pairs), [
      'missed probes 1: mid-idle',
      'missed probes 3: mid-idle',
      'missed answers 2: mid-idle',
      'missed answers 4: mid-idle',
    ]);
  });

  it('both ends probe at once', () => {
    const talk = conversation().handshake().exchange().at(10);
    const { originator, responder } = talk;
    const [one, other] = [originator.probe(), responder.probe()];
    const [toOther, toOne] = [originator.ack(), responder.ack()];
    const differences = reasons(talk.frames, [
      [one, toOne],
      [other, toOther],
    ]);
    assert.deepEqual(differences, ['missed answers 10: crossing']);
  });

  it('one octet of data is sent again', () => {
    const talk = conversation().handshake().exchange().at(10);
    const octet = talk.originator.data(1, { delivered: false });
    talk.after(0.3);
    const again = talk.originator.resend(octet);
    talk.responder.ack({ acknowledgment: octet.sequence + 1 });
    assert.deepEqual(reasons(talk.frames, [], [[again, 'retrans']]), ['wrong probes 8: one-octet']);
  });

  it('frames are captured twice', () => {
    const talk = conversation().handshake().exchange().at(10);
    const pair = [talk.originator.probe(), talk.responder.ack()] satisfies Pair;
    const copies = pair.map((frame) => frame.copy({ after: 1e-5 }));
    const [probe, answer] = pair;
    const frames = [...talk.frames.slice(0, 6), probe, copies[0] ?? probe, answer, copies[1] ?? answer];
    const classes = frames
      .slice(6)
      .map((frame, index) => [frame, index < 2 ? 'probe' : 'reply'] as [Sent, string]);
    assert.deepEqual(reasons(frames, [pair], classes), ['wrong probes 8: copy', 'wrong answers 10: copy']);
  });

  it('frames are cut inside the TCP header', () => {
    const talk = conversation().handshake().exchange().at(10);
    const pair = [talk.originator.probe(), talk.responder.ack()] satisfies Pair;
    const cut = pair.map((frame) => frame.copy({ cutTo: 54 }));
    const [probe = pair[0], answer = pair[1]] = cut;
    assert.deepEqual(reasons([...talk.frames.slice(0, 6), probe, answer], [[probe, answer]]), [
      'missed probes 7: header-cut',
      'missed answers 8: header-cut',
    ]);
  });

  it('the next sequence number is exactly 0', () => {
    const talk = conversation({ originator: { isn: 0x1_0000_0000 - 101 } })
      .handshake()
      .exchange();
    assert.equal(talk.originator.next, 0);
    const pairs = [10, 20].map((at): Pair => [talk.at(at).originator.probe(), talk.responder.ack()]);
    // The first one is right: only after it is 0 taken for unknown, and replaced by the probe's own number.
    assert.deepEqual(reasons(talk.frames, pairs), ['missed probes 9: wrap', 'missed answers 10: wrap']);
  });

  it('the window of the answer is another one', () => {
    const talk = conversation().handshake().exchange().at(10);
    const pair = [talk.originator.probe(), talk.responder.ack({ window: 400 })] satisfies Pair;
    assert.deepEqual(reasons(talk.frames, [pair]), ['missed answers 8: window-changed']);
  });

  it('a window probe without payload is called a keepalive', () => {
    const talk = conversation().handshake().exchange();
    talk.responder.window = 0;
    talk.originator.data(100);
    talk.responder.ack();
    talk.after(0.3);
    const pair = [talk.originator.probe(), talk.responder.ack(), 'zwp'] satisfies Pair;
    assert.deepEqual(reasons(talk.frames, [[...pair]]), [
      'wrong probes 9: window-probe',
      'missed windowProbes 9: window-probe',
      'missed windowAnswers 10: window-probe',
    ]);
  });

  it('the answer is a reset or an ICMP error', () => {
    const talk = conversation().handshake().exchange().at(10);
    const probe = talk.originator.probe();
    const error = talk.icmpError(probe);
    talk.at(20);
    const last = talk.originator.probe();
    const reset = talk.responder.reject(last);
    const differences = reasons(talk.frames, [
      [probe, error, 'keepalive', 'icmp-error'],
      [last, reset, 'keepalive', 'reset'],
    ]);
    assert.deepEqual(differences, ['missed answers 8: answer-kind', 'missed answers 10: answer-kind']);
  });

  it('a late acknowledgment follows the own FIN', () => {
    const talk = conversation().handshake().exchange().at(10);
    const { sequence } = talk.originator.fin();
    const late = talk.originator.ack({ sequence });
    assert.deepEqual(reasons(talk.frames, [], [[late, 'ack']]), ['wrong probes 8: around-fin']);
  });
});
