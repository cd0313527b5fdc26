/** Which segments make one connection, who opened it, and where the next one on the same endpoints begins. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { conversation } from '../support/conversation.ts';
import { type Seen, see } from '../support/see.ts';
import { byTime, type Sent } from '../support/sent.ts';

/** Port of the originator and of the responder, of each connection. */
function ports(seen: Seen): [number, number][] {
  return seen.report.connections.map(({ originator, responder }) => [originator.port, responder.port]);
}

test('the sender of the SYN is the originator, whatever its port', async () => {
  const talk = conversation({ originator: { port: 20 }, responder: { port: 40_000 } }).handshake();
  assert.deepEqual(ports(await see(talk.frames)), [[20, 40_000]]);
  assert.deepEqual(ports(await see(talk.frames.slice(1))), [[20, 40_000]], 'from the SYN,ACK on');
});

test('without a SYN, the lower port is taken for the service', async () => {
  const talk = conversation().handshake().exchange().exchange();
  for (const from of [2, 3, 4, 5]) {
    const seen = await see(talk.frames.slice(from));
    assert.deepEqual(ports(seen), [[40_000, 443]]);
    assert.equal(seen.connection.midstream, true);
  }
});

test('without a SYN, and with equal ports, the first sender is taken for the originator', async () => {
  const talk = conversation({ originator: { port: 179 }, responder: { port: 179 } })
    .handshake()
    .exchange();
  const seen = await see(talk.frames.slice(4));
  assert.equal(seen.connection.originator.address, talk.responder.address);
});

test('a SYN that is sent again opens no other connection', async () => {
  const talk = conversation();
  const syn = talk.originator.syn({ delivered: false });
  for (const at of [1, 3, 7]) talk.at(at).originator.resend(syn, { delivered: at === 7 });
  talk.responder.synAck();
  talk.originator.ack();
  const seen = await see(talk.frames);
  assert.equal(seen.report.connections.length, 1);
  assert.deepEqual(seen.all('syn').length, 4);
});

test('a simultaneous open is one connection', async () => {
  const talk = conversation();
  const { originator, responder } = talk;
  originator.syn();
  responder.syn();
  originator.synAck({ sequence: originator.isn });
  responder.synAck({ sequence: responder.isn });
  const seen = await see(talk.frames);
  assert.equal(seen.report.connections.length, 1);
});

test('a new SYN on the same endpoints opens a new connection, after a close and after a silence', async () => {
  for (const isClosed of [true, false]) {
    const before = conversation().handshake().exchange().at(2);
    if (isClosed) {
      before.originator.fin();
      before.responder.fin();
      before.originator.ack();
    }
    const after = conversation({ originator: { isn: 77_000_000 }, responder: { isn: 88_000_000 } }).at(60);
    after.handshake().at(70);
    const probe = after.originator.probe();
    after.responder.ack();
    const seen = await see([...before.frames, ...after.frames]);
    assert.equal(seen.report.connections.length, 2);
    const [first, second] = seen.report.connections;
    assert.deepEqual([first?.segments, second?.segments], [before.frames.length, after.frames.length]);
    assert.equal(seen.kind(probe), 'probe');
    assert.equal(second?.midstream, false);
  }
});

test('a connection that is opened on a stale one is alive, and its RST belongs to no keepalive', async () => {
  const stale = conversation().handshake().exchange().at(10);
  const probe = stale.responder.probe();
  stale.originator.ack();
  const fresh = conversation({ originator: { isn: 77_000_000 }, responder: { isn: 88_000_000 } }).at(15);
  const syn = fresh.originator.syn({ delivered: false });
  stale.at(15.0001);
  const challenge = stale.responder.ack();
  const reset = stale.originator.reject(challenge);
  fresh.at(16).originator.resend(syn, { mss: 1460, windowScale: 7 });
  fresh.responder.synAck();
  fresh.originator.ack();
  fresh.exchange().at(17).exchange();
  const seen = await see(byTime(stale.frames, fresh.frames));
  assert.equal(seen.report.connections.length, 2);
  assert.deepEqual(seen.kinds([probe, reset]), ['probe', 'reset']);
  assert.deepEqual(seen.outcomes, ['acknowledged']);
  assert.ok(!seen.verdicts.includes('peer-lost-state'));
  assert.equal(seen.verdicts[1], 'alive');
});

test('what a challenge ACK says of the older connection is nothing to the newer one, whatever the numbers are', async () => {
  for (const [originator, responder] of [
    [1000, 1000],
    [-1000, -1000],
    [2 ** 30 + 1000, 1000],
    [-(2 ** 30) - 1000, -1000],
    [1000, 2 ** 30 + 1000],
  ] as const) {
    const isn = { originator: 300_000_000, responder: 4_000_000_000 };
    const older = (number: number, by: number): number => (number + by) >>> 0;
    const stale = conversation({
      originator: { isn: older(isn.originator, originator) },
      responder: { isn: older(isn.responder, responder) },
    });
    stale.handshake().exchange();
    const fresh = conversation({
      originator: { isn: isn.originator },
      responder: { isn: isn.responder },
    }).at(60);
    const syn = fresh.originator.syn({ delivered: false });
    stale.at(60.0001);
    stale.originator.reject(stale.responder.ack());
    fresh.at(61).originator.resend(syn);
    fresh.responder.synAck();
    fresh.originator.ack();
    fresh.exchange().at(71);
    const probes = [fresh.originator.probe()];
    fresh.responder.ack();
    probes.push(fresh.at(75).responder.probe());
    fresh.originator.ack();
    const seen = await see(byTime(stale.frames, fresh.frames));
    const what = `${originator}, ${responder}`;
    assert.deepEqual(seen.kinds(probes), ['probe', 'probe'], what);
    const [first, second] = seen.report.connections;
    assert.deepEqual(second?.octets, first?.octets, what);
    assert.equal(second?.verdict.code, 'alive', what);
  }
});

test('a connection that has lost its ports to another one is not silent since then', async () => {
  const before = conversation().handshake().exchange();
  const after = conversation({ originator: { isn: 77_000_000 }, responder: { isn: 88_000_000 } }).at(12);
  after.handshake();
  for (let at = 13; at < 3600; at += 60) after.at(at).exchange();
  const { connections } = (await see([...before.frames, ...after.frames])).report;
  assert.deepEqual(
    connections.map(({ verdict }) => verdict.code),
    ['alive', 'alive'],
  );
  const [first] = connections;
  assert.match(
    first?.verdict.summary ?? '',
    /^Open and alive when last seen; then a new connection took its ports/,
  );
  assert.ok((first?.longestIdleSeconds ?? 60) < 1);
  assert.deepEqual(first?.findings, []);
});

test('the RST in answer to a challenge ACK is no answer to a probe that waited before', async () => {
  const stale = conversation().handshake().exchange();
  const probe = stale.at(10).responder.probe({ delivered: false });
  const fresh = conversation({ originator: { isn: 77_000_000 }, responder: { isn: 88_000_000 } }).at(12);
  const syn = fresh.originator.syn({ delivered: false });
  stale.at(12.0001);
  stale.originator.reject(stale.responder.ack());
  fresh.at(13).originator.resend(syn);
  fresh.responder.synAck();
  fresh.originator.ack();
  const seen = await see(byTime(stale.frames, fresh.frames));
  assert.equal(seen.outcome(probe), 'unanswered');
});

test('a connection whose directions travel in different VLANs is one', async () => {
  const talk = conversation().handshake().exchange().at(10);
  const probe = talk.originator.probe();
  const answer = talk.responder.ack();
  const tagged = new Map(
    talk.frames.map((frame) => [frame, frame.copy({ vlan: frame.layers?.source === '10.0.0.1' ? 5 : 6 })]),
  );
  for (const from of [0, 3, 6]) {
    const seen = await see([...tagged.values()].slice(from));
    assert.equal(seen.report.connections.length, 1, `from frame ${from + 1}`);
    assert.deepEqual(seen.all('probe'), [tagged.get(probe)]);
    assert.deepEqual(seen.all('keepalive-ack'), [tagged.get(answer)]);
  }
});

test('of a connection whose directions travel in different VLANs, two segments are one connection', async () => {
  const talk = conversation();
  talk.originator.syn({ vlan: 5 });
  talk.responder.synAck({ vlan: 6 });
  const seen = await see(talk.frames);
  assert.equal(seen.report.connections.length, 1);
});

test('the next connection of a flow whose directions travel in different VLANs has both of them', async () => {
  const before = conversation().handshake().exchange();
  const after = conversation({ originator: { isn: 77_000_000 }, responder: { isn: 88_000_000 } }).at(60);
  after.handshake().at(70);
  after.originator.probe();
  after.responder.ack();
  const frames = [...before.frames, ...after.frames];
  const seen = await see(
    frames.map((frame) => frame.copy({ vlan: frame.layers?.source === '10.0.0.1' ? 5 : 6 })),
  );
  assert.equal(seen.report.connections.length, 2);
  assert.deepEqual(seen.outcomes, ['acknowledged']);
});

test('and has them where something late of the one before came between its SYN and the answer', async () => {
  const before = conversation().handshake().exchange();
  const late = before.at(60.00005).responder.ack();
  const after = conversation({ originator: { isn: 77_000_000 }, responder: { isn: 88_000_000 } }).at(60);
  after.handshake().at(70);
  after.originator.probe();
  after.responder.ack();
  const [syn, ...rest] = after.frames;
  assert.ok(syn !== undefined);
  const frames = [...before.frames.slice(0, -1), syn, late, ...rest];
  const seen = await see(
    frames.map((frame) => frame.copy({ vlan: frame.layers?.source === '10.0.0.1' ? 5 : 6 })),
  );
  assert.deepEqual(seen.outcomes, ['acknowledged']);
});

test('equal endpoints in different VLANs are different connections', async () => {
  const talks = [1, 2, 3].map((place) =>
    conversation({ originator: { isn: place * 300_000_000 }, responder: { isn: place * 500_000_000 } }),
  );
  const frames = talks.map((talk, place) => {
    talk
      .at(place / 10)
      .handshake()
      .exchange();
    return talk.frames.map((frame) => frame.copy({ vlan: 10 + place }));
  });
  for (const from of [0, 3]) {
    const seen = await see(byTime(...frames.map((some) => some.slice(from))));
    assert.equal(seen.report.connections.length, 3, `from frame ${from + 1}`);
  }
});

test('a copy behind a NAT is a connection of its own', async () => {
  const talk = conversation().handshake().exchange().at(10);
  talk.originator.probe();
  talk.responder.ack();
  const outside = talk.frames.map((frame) =>
    frame.layers?.source === '10.0.0.1'
      ? frame.copy({ after: 0.00005, source: '198.51.100.1', ttl: 63 })
      : frame.copy({ after: -0.00005, destination: '198.51.100.1', ttl: 65 }),
  );
  const seen = await see(byTime(talk.frames, outside));
  assert.equal(seen.report.connections.length, 2);
  assert.deepEqual(seen.outcomes, ['acknowledged', 'acknowledged']);
  assert.equal(seen.report.summary.duplicateFrames, 0);
});

test('segments out of order are data, and none of them is a probe', async () => {
  const talk = conversation().handshake().at(1);
  const data = [1, 1, 100, 1].map((octets) => talk.originator.data(octets));
  const order = [0, 2, 3, 1].map((place, at) => data[place]?.copy({ after: (at - place) * 1e-4 }));
  const seen = await see([...talk.frames.slice(0, 3), ...order.filter((frame) => frame !== undefined)]);
  assert.deepEqual(seen.exchanges, []);
});

test('retransmissions after frames that the capture lost are no probes', async () => {
  const talk = conversation().handshake().at(1);
  const data = Array.from({ length: 6 }, () => talk.originator.data(1000, { delivered: false }));
  const again = data.map((frame) => talk.after(0.2).originator.resend(frame));
  talk.responder.ack();
  const probe = talk.at(20).originator.probe();
  talk.responder.ack();
  const lost = data.slice(2, 4);
  const seen = await see(talk.frames.filter((frame) => !lost.includes(frame)));
  assert.deepEqual(seen.all('probe'), [probe]);
  assert.ok(again.slice(0, 2).every((frame) => seen.kind(frame) === 'retransmission'));
});

test('a connection goes on from one capture to the next, wherever it is divided', async () => {
  const talk = conversation().handshake().exchange();
  const probes: Sent[] = [];
  for (const at of [10, 20, 30]) {
    probes.push(talk.at(at).originator.probe());
    talk.responder.ack();
  }
  const { frames } = talk;
  for (let from = 1; from < frames.length; from++) {
    const seen = await see(frames.slice(0, from), frames.slice(from));
    assert.equal(seen.connection.segments, frames.length);
    assert.deepEqual(seen.all('probe'), probes, `divided before frame ${from + 1}`);
    assert.deepEqual(seen.outcomes, ['acknowledged', 'acknowledged', 'acknowledged']);
  }
});
