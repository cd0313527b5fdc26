/**
 * Numbers that a forger may send who does not see the connection, or sees it: what is believed, and what the report says
 * was doubted (docs/doubts.md). Truth: RFC 9293 §3.10.7.4, RFC 5961, RFC 5927.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { conversation } from '../support/conversation.ts';
import { ACK, RST } from '../support/host.ts';
import { see } from '../support/see.ts';

/** Ten seconds of idleness, and probes that are answered. */
function kept() {
  const talk = conversation().handshake().exchange();
  for (const at of [10, 20]) {
    talk.at(at).originator.probe();
    talk.responder.ack();
  }
  return talk;
}

describe('a RST out of window', () => {
  for (const [name, flags] of [
    ['RST', RST],
    ['RST,ACK', RST | ACK],
  ] as const) {
    for (const away of [2 ** 31, 2 ** 30, 16_000_000, -100_000]) {
      it(`${name} ${away} from what is expected ends nothing, and is named as doubted`, async () => {
        const talk = kept().at(25);
        const { responder } = talk;
        const forged = responder.send({ flags, sequence: responder.next + away, window: 0, bare: true });
        talk.at(30).originator.probe();
        responder.ack();
        const seen = await see(talk.frames);
        assert.equal(seen.verdict, 'alive');
        const { counterEvidence } = seen.connection.verdict;
        assert.deepEqual(
          counterEvidence.map(({ frame }) => frame),
          [talk.frames.indexOf(forged) + 1],
        );
        assert.match(counterEvidence[0]?.says ?? '', /outside of the window/);
        assert.deepEqual(seen.outcomes, ['acknowledged', 'acknowledged', 'acknowledged']);
      });
    }
  }

  it('answers no probe: the peer has not lost its state', async () => {
    const talk = kept();
    talk.at(30).originator.probe();
    talk.responder.send({ flags: RST | ACK, sequence: 77, window: 0, bare: true });
    talk.at(35).originator.probe();
    talk.responder.ack();
    const seen = await see(talk.frames);
    assert.deepEqual([seen.verdict, seen.outcomes.slice(2)], ['alive', ['unanswered', 'acknowledged']]);
  });

  it('in the name of the prober is no give-up: the peer is not dead for it', async () => {
    const talk = kept();
    for (const at of [30, 35]) talk.at(at).originator.probe();
    const { originator } = talk;
    originator.send({ flags: RST | ACK, sequence: originator.next + 2 ** 30 });
    talk.at(40).originator.probe();
    talk.responder.ack();
    assert.equal((await see(talk.frames)).verdict, 'alive');
  });

  it('does not hide the one that counts', async () => {
    const talk = kept();
    talk.at(25).responder.send({ flags: RST, sequence: 77, window: 0, bare: true });
    const reset = talk.at(26).responder.abort();
    const { connection, verdict } = await see(talk.frames);
    assert.equal(verdict, 'reset');
    assert.deepEqual(
      connection.verdict.evidence.map(({ frame }) => frame),
      [talk.frames.indexOf(reset) + 1],
    );
  });
});

describe('a RST in window', () => {
  it('ends the connection: its receiver believes it too', async () => {
    const talk = kept();
    talk.at(25).responder.abort();
    assert.equal((await see(talk.frames)).verdict, 'reset');
  });

  it('of a host that has lost the connection is believed with the number of an older segment', async () => {
    const talk = kept();
    const probe = talk.at(30).originator.probe();
    talk.responder.reject(probe);
    assert.equal((await see(talk.frames)).verdict, 'peer-lost-state');
  });

  it('is believed where nothing tells what was expected', async () => {
    const talk = conversation();
    talk.responder.send({ flags: RST, sequence: 123_456 });
    const seen = await see(talk.frames);
    assert.deepEqual(seen.connection.verdict.counterEvidence, []);
  });
});

describe('probes and answers', () => {
  it("a segment of a probe's shape far from SND.NXT is no probe", async () => {
    const talk = kept();
    const { originator } = talk;
    for (const away of [-2, -1000, -(2 ** 30), 2 ** 31, 1 + 2 ** 30]) {
      const { next } = originator;
      talk.after(10);
      const forged = originator.send({ sequence: next + away });
      originator.next = next;
      const seen = await see(talk.frames);
      assert.notEqual(seen.kind(forged), 'probe', `${away}`);
    }
  });

  it('an acknowledgment of data never sent answers no probe', async () => {
    for (const beyond of [2, 1000, 2 ** 30 - 1, 2 ** 31]) {
      const talk = kept();
      const probe = talk.at(30).originator.probe();
      talk.responder.ack({ acknowledgment: (talk.responder.received + beyond - 1) >>> 0 });
      const seen = await see(talk.frames);
      assert.notEqual(seen.outcome(probe), 'acknowledged', `${beyond}`);
    }
  });

  it('an answer long before its probe answers nothing', async () => {
    const talk = kept();
    talk.at(29).responder.ack();
    const probe = talk.at(30).originator.probe();
    talk.at(31).originator.probe();
    assert.equal((await see(talk.frames)).outcome(probe), 'unanswered');
  });

  it('an acknowledgment from the far future moves no numbers: probes after it are found', async () => {
    const talk = kept();
    for (const beyond of [2 ** 30 + 1, 2 ** 31, -1000]) {
      talk.after(1).responder.ack({ acknowledgment: (talk.responder.received + beyond) >>> 0 });
      const probe = talk.after(10).originator.probe();
      talk.responder.ack();
      assert.equal((await see(talk.frames)).outcome(probe), 'acknowledged', `${beyond}`);
    }
  });
});

describe('a SYN inside a live connection', () => {
  it('leaves the connection before it with its probes and its verdict', async () => {
    const talk = kept();
    const before = (await see(talk.frames)).connection;
    const { originator } = talk;
    const { next } = originator;
    originator.syn({ sequence: 99 });
    originator.next = next;
    const report = (await see(talk.frames)).report;
    assert.equal(report.connections.length, 2);
    assert.deepEqual(report.connections[0]?.exchanges, before.exchanges);
    assert.equal(report.connections[0]?.verdict.code, before.verdict.code);
  });
});
