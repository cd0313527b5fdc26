/** Findings of a real kernel, seen from both ends: fixtures/findings/README.md says what was done to each connection. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';

import { analyze } from '../../src/index.ts';
import { keepscope } from '../support/command.ts';
import { FIXTURES_FOLDER } from '../support/fixtures.ts';

/** By port of the responder: the findings of each of its connections. */
const AT_ORIGINATOR: Record<number, string[][]> = {
  9001: [['one-way-loss']],
  9002: [['middlebox-reset']],
  9003: [['reuse-after-fin'], ['reuse-after-fin'], ['reuse-after-fin']],
  9004: [['icmp-unreachable']],
  9005: [['close-wait-stuck', 'fin-wait-stuck']],
  9006: [['masked-by-unacked-data']],
  9007: [[], [], ['user-timeout-abort'], []],
};

/** The responder sees no reset of the router, no ICMP error, and no packet that the router dropped. */
const AT_RESPONDER: Record<number, string[][]> = {
  9001: [[]],
  // Idle for 87 s when the capture ended: it never learned of the reset.
  9002: [['keepalive-absent']],
  9003: [['reuse-after-fin'], ['reuse-after-fin'], ['reuse-after-fin']],
  9004: [[]],
  9005: [['close-wait-stuck', 'fin-wait-stuck']],
  9006: [[]],
  9007: [[], [], [], []],
};

for (const [place, expected] of Object.entries({ originator: AT_ORIGINATOR, responder: AT_RESPONDER })) {
  describe(`captured at the ${place}`, () => {
    for (const [port, codes] of Object.entries(expected)) {
      it(`port ${port}: ${codes.flat().join(', ') || 'nothing'}`, async () => {
        const { connections } = await analyze(`${FIXTURES_FOLDER}findings/at-${place}.pcap`);
        const found = connections
          .filter(({ responder }) => responder.port === Number(port))
          .map(({ findings }) => findings.map(({ code }) => code));
        assert.deepEqual(
          found.map((list) => list.sort()),
          codes,
        );
      });
    }

    it('the report is one by the schema', async () => {
      const schema = new URL('../../schema/report-1.json', import.meta.url);
      const validate = new Ajv2020().compile(JSON.parse(readFileSync(schema, 'utf8')));
      const report = await analyze(`${FIXTURES_FOLDER}findings/at-${place}.pcap`, { middlebox: 'aws-nlb' });
      assert.ok(validate(report), JSON.stringify(validate.errors));
    });

    it('two threads find the same', () => {
      const reports = ['1', '2'].map((threads) => {
        const file = `${FIXTURES_FOLDER}findings/at-${place}.pcap`;
        return keepscope([file, '--format', 'json', '--threads', threads]);
      });
      assert.deepEqual(reports[1], reports[0]);
      assert.equal(reports[0]?.status, 0);
    });

    it('over connections: the responder closed three alike', async () => {
      const { findings } = await analyze(`${FIXTURES_FOLDER}findings/at-${place}.pcap`);
      const closes = findings.find(({ code }) => code === 'server-idle-close');
      assert.equal(closes?.connectionCount, 3);
    });
  });
}

for (const version of ['1.2', '1.3']) {
  it(`a server that closes after 5 s with close_notify of TLS ${version} lost no request`, async () => {
    const { connections, findings } = await analyze(
      `${FIXTURES_FOLDER}findings/idle-close.tls-${version}.pcap`,
    );
    for (const { verdict, findings } of connections) {
      assert.match(verdict.summary, /nothing was lost\.$/);
      // The client says goodbye too, and the socket is gone: by the contract that is a reset, and the report says of what.
      assert.deepEqual(
        verdict.evidence.map(({ says }) => says),
        [
          'FIN of the responder',
          "reset from the responder's address, about a goodbye that came after its FIN (close_notify)",
        ],
      );
      assert.deepEqual(
        findings.map(({ code, confidence }) => [code, confidence]),
        [['server-idle-close', 'possible']],
      );
    }
    const [closes] = findings;
    assert.equal(closes?.code, 'server-idle-close');
    assert.equal(closes?.connectionCount, 3);
    assert.match(closes?.summary ?? '', /after (4\.9|5)/);
  });
}

it('the bounds of the user timeout hold the 3.5 s that were set', async () => {
  const { connections } = await analyze(`${FIXTURES_FOLDER}findings/at-originator.pcap`);
  const found = connections.flatMap(({ findings }) => findings);
  const { low = 0, high = 0 } = found.find(({ code }) => code === 'user-timeout-abort')?.limitSeconds ?? {};
  assert.ok(low < 3.5 && high >= 3.5, `${low}-${high}`);
});
