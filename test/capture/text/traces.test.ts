/**
 * The three traces of the articles that the project started from: what they show is told there, and can be read off the
 * lines by hand.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { analyze, type ConnectionReport } from '../../../src/index.ts';
import { FIXTURES_FOLDER } from '../../support/fixtures.ts';

async function theConnection(name: string): Promise<ConnectionReport> {
  const { connections } = await analyze(`${FIXTURES_FOLDER}traces/${name}.tcpdump.txt`);
  const [connection] = connections;
  assert.ok(connection !== undefined && connections.length === 1);
  return connection;
}

function probesOf({ exchanges }: ConnectionReport): unknown[] {
  return exchanges.map(({ frame, from, outcome, answerFrame }) => [frame, from, outcome, answerFrame]);
}

describe('the traces of the articles', () => {
  it('two-way-alive: both sides probe after 10 s, and each probe is answered', async () => {
    const connection = await theConnection('two-way-alive');
    assert.deepEqual(probesOf(connection), [
      [4, 'responder', 'acknowledged', 7],
      [5, 'originator', 'acknowledged', 6],
      [8, 'responder', 'acknowledged', 10],
      [9, 'originator', 'acknowledged', 11],
    ]);
    const { originator, responder } = connection.keepalive;
    for (const side of [originator, responder]) {
      assert.equal(side?.idleSeconds?.estimate, 10);
      assert.equal(side?.intervalSeconds, null);
    }
    assert.equal(connection.verdict.code, 'alive');
    assert.equal(connection.verdict.confidence, 'likely');
    assert.deepEqual(connection.originator, { address: 'tcp_client.multi-host-network', port: 57130 });
    assert.deepEqual(connection.responder, { address: '0b3f1ee81446', port: 22345 });
  });

  it('peer-disconnected: three probes 5 s apart in vain, then the reset of the prober', async () => {
    const connection = await theConnection('peer-disconnected');
    assert.deepEqual(probesOf(connection), [
      [1, 'originator', 'acknowledged', 2],
      [4, 'responder', 'unanswered', null],
      [5, 'responder', 'unanswered', null],
      [6, 'responder', 'unanswered', null],
    ]);
    const settings = connection.keepalive.responder;
    assert.deepEqual(
      [settings?.idleSeconds?.estimate, settings?.intervalSeconds?.estimate, settings?.count?.estimate],
      [10, 5, 3],
    );
    assert.equal(connection.verdict.code, 'peer-dead');
    assert.equal(connection.verdict.confidence, 'likely');
    assert.deepEqual(
      connection.verdict.evidence.map(({ frame }) => frame),
      [4, 5, 6, 7],
    );
    assert.deepEqual(
      connection.verdict.counterEvidence.map(({ frame }) => frame),
      [4, 5, 6],
    );
    assert.deepEqual(connection.exchanges[1]?.inferredFrom, ['idle']);
  });

  it('alive-then-fin: a probe, known by what its answer echoes, then an orderly close', async () => {
    const connection = await theConnection('alive-then-fin');
    assert.deepEqual(probesOf(connection), [[1, 'responder', 'acknowledged', 2]]);
    assert.deepEqual(connection.exchanges[0]?.inferredFrom, ['answer', 'echo']);
    assert.equal(connection.verdict.code, 'closed');
    assert.deepEqual(connection.responder, { address: '*.*.*.14', port: 1234, service: 'search-agent' });
    assert.deepEqual(connection.originator, { address: '*.*.*.200', port: 34_980, service: 'ethercat' });
  });
});
