/** What findings advise to set is in time for the timeout that they name. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { checkLimit } from '../../src/advice/limit-check.ts';
import { TICK_RATES } from '../../src/advice/timing.ts';
import { type Finding, finding } from '../../src/diagnosis/finding.ts';
import { declaredLimit } from '../../src/diagnosis/limit.ts';
import { findingRemedies } from '../../src/report/finding-remedies.ts';

const CODES = ['keepalive-too-slow', 'keepalive-marginal', 'idle-timeout-bounded'] as const;

function remediesFor(code: Finding['code'], middlebox: string): string[] {
  const limit = declaredLimit(middlebox);
  return findingRemedies(finding(code, 'warning', 'certain', { limit }), null, null);
}

describe('settings that a finding names', () => {
  for (const code of CODES) {
    it(`${code}: with one probe lost they are in time on every kernel`, () => {
      for (let seconds = 3; seconds <= 32_000; seconds += seconds < 1000 ? 1 : 97) {
        const [remedy = ''] = remediesFor(code, String(seconds));
        const [, idle] = /TCP_KEEPIDLE to (\d+) s/.exec(remedy) ?? [];
        // What is not set is 75 s (net/ipv4/sysctl_net_ipv4.c).
        const [, interval = '75'] = /TCP_KEEPINTVL to (\d+) s/.exec(remedy) ?? [];
        assert.ok(idle !== undefined, remedy);
        const settings = { idle: Number(idle), interval: Number(interval), count: 1 };
        assert.equal(checkLimit(settings, seconds, TICK_RATES).verdict, 'safe', `${seconds} s: ${remedy}`);
      }
    });
  }

  it('names none where whole seconds are too long', () => {
    assert.match(remediesFor('keepalive-too-slow', '2')[0] ?? '', /^Send heartbeats/);
  });

  it('names none for what counts data only', () => {
    const [remedy = '', ...others] = remediesFor('keepalive-too-slow', 'aws-alb');
    assert.match(remedy, /counts data only/);
    assert.deepEqual(others, []);
  });
});
