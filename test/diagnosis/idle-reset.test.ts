/** A RST that ends a silence: how long that was, and which timeouts are as long. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ConnectionReport } from '../../src/index.ts';
import { type Conversation, conversation } from '../support/conversation.ts';
import { see } from '../support/see.ts';

async function verdictOf(script: (talk: Conversation) => unknown): Promise<ConnectionReport['verdict']> {
  const talk = conversation().handshake().exchange();
  script(talk);
  const { connections } = (await see(talk.frames)).report;
  const [connection] = connections;
  assert.ok(connection !== undefined);
  return connection.verdict;
}

test('a load balancer that resets after 240 s', async () => {
  const { code, summary, remedy } = await verdictOf((talk) => talk.at(240.2).responder.abort());
  assert.equal(code, 'reset');
  assert.match(summary, /^After 4 min of silence the connection was reset in the name of the responder\.$/);
  assert.match(remedy[0] ?? '', /Azure NAT gateway \(240 s\)/);
});

test('so does something else after 1234 s', async () => {
  const { summary, remedy } = await verdictOf((talk) => talk.at(1234).originator.abort());
  assert.match(summary, /of silence the connection was reset in the name of the originator/);
  assert.doesNotMatch(remedy[0] ?? '', /So long is the timeout/);
});

test('no silence: a RST soon after data, or after a probe that was answered', async () => {
  const sooner = await verdictOf((talk) => talk.at(0.5).responder.abort());
  assert.equal(sooner.summary, 'The responder reset the connection.');
  const probed = await verdictOf((talk) => {
    talk.at(240).originator.probe();
    talk.responder.ack();
    talk.at(241).responder.abort();
  });
  assert.equal(probed.summary, 'The responder reset the connection.');
});

test('a silence that is shorter than one before it has ended nothing', async () => {
  const { summary } = await verdictOf((talk) => {
    for (let at = 15.1; at < 110; at += 15.1) {
      talk.at(at).originator.probe();
      talk.responder.ack();
    }
    talk.at(120).responder.abort();
  });
  assert.equal(summary, 'The responder reset the connection.');
});

test('not of a FIN: what came after it was reset', async () => {
  const { summary } = await verdictOf((talk) => {
    talk.at(60).responder.fin();
    talk.originator.ack();
    talk.responder.reject(talk.at(300).originator.data(100));
  });
  assert.match(
    summary,
    /^The responder had closed, and reset the connection when more came after its FIN\.$/,
  );
});

test('no silence is told where a request was unacknowledged, or one direction alone is there', async () => {
  const unacknowledged = await verdictOf((talk) => {
    talk.at(60).originator.data(100, { delivered: false });
    talk.at(65).originator.abort();
  });
  assert.equal(unacknowledged.summary, 'The originator reset the connection.');
  const talk = conversation().handshake().exchange();
  const answers = [talk.at(10).responder.data(100), talk.at(310).responder.reject(talk.originator.data(9))];
  const [connection] = (await see(answers)).report.connections;
  assert.equal(connection?.verdict.summary, 'The responder reset the connection.');
});

test('a RST long after the FIN, which nothing came after, does not say that something did', async () => {
  const { summary } = await verdictOf((talk) => {
    talk.at(60).responder.fin();
    const ack = talk.originator.ack();
    talk.at(360).responder.reject(ack);
  });
  assert.equal(summary, 'The responder reset the connection.');
});
