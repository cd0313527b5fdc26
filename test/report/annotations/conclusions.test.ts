/** Comments of verdicts and findings: on which frame, of which connections, and how many at most. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Conclusions } from '../../../src/report/annotations/conclusions.ts';
import { connectionsOf, deadPeerConnection, examinationOf, findingReport } from '../../support/reports.ts';

test('the verdict stands on the last frame that proves it, or else on the last of the connection', () => {
  const [alive] = connectionsOf(['alive']);
  assert.ok(alive);
  const conclusions = new Conclusions(
    examinationOf([deadPeerConnection(), { ...alive, id: 2, lastFrame: 9 }]),
    {},
  );
  assert.match(
    conclusions.on(0, 31)[0] ?? '',
    /^connection 1: verdict peer-dead \(certain\): The responder gave up/,
  );
  assert.equal(
    conclusions.on(0, 28)[0],
    'connection 1: evidence of peer-dead: first probe without an answer',
  );
  assert.match(conclusions.on(0, 9).join(), /^connection 2: verdict alive/);
  assert.deepEqual(conclusions.on(0, 30), []);
});

test('a finding without a frame of its own stands where the connection ends; over connections it stands nowhere', () => {
  const connection = deadPeerConnection({ findings: [findingReport('keepalive-absent')], lastFrame: 40 });
  const over = findingReport('idle-timeout-bounded', {
    evidence: [{ frame: 5, capture: 0, says: 'survived' }],
    counterEvidence: [{ frame: 6, capture: 0, says: 'did not' }],
  });
  const conclusions = new Conclusions(
    examinationOf([connection], { findings: [over, findingReport('none')] }),
    {},
  );
  assert.match(conclusions.on(0, 40).join(), /^connection 1: finding keepalive-absent \(warning, likely\): /);
  assert.match(
    conclusions.on(0, 5).join('\n'),
    /^finding idle-timeout-bounded .*\nevidence of idle-timeout-bounded: survived$/,
  );
  assert.equal(conclusions.on(0, 6).join(), 'speaks against idle-timeout-bounded: did not');
});

test('only the selected connections have comments', () => {
  const connections = connectionsOf(['alive', 'peer-dead', 'closed']).map((one, at) => ({
    ...one,
    lastFrame: at + 1,
  }));
  const wanted = (selection: object): boolean[] => {
    const conclusions = new Conclusions(examinationOf(connections), selection);
    assert.deepEqual(
      [1, 2, 3].map((frame) => conclusions.on(0, frame).length > 0),
      [1, 2, 3].map((id) => conclusions.wants(id)),
    );
    return [1, 2, 3].map((id) => conclusions.wants(id));
  };
  assert.deepEqual(wanted({}), [true, true, true]);
  assert.deepEqual(wanted({ verdicts: ['closed', 'alive'] }), [true, false, true]);
  assert.deepEqual(wanted({ connections: [2] }), [false, true, false]);
  assert.deepEqual(wanted({ top: 1 }), [false, true, false]);
});

test('where there is no room for all, the gravest connections have their comments, and the rest is counted', () => {
  const connections = connectionsOf(['alive', 'closed', 'peer-dead']).map((one, at) => ({
    ...one,
    lastFrame: at + 1,
  }));
  const conclusions = new Conclusions(examinationOf(connections), {}, 1);
  assert.equal(conclusions.omitted, 2);
  assert.deepEqual(
    [1, 2, 3].map((frame) => conclusions.on(0, frame).length),
    [0, 0, 1],
  );
});
