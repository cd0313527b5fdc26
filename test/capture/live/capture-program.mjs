/**
 * Runs a live capture and prints what comes of it, a JSON line each, until SIGINT or SIGTERM: node --import tsx capture-program.mjs
 * OPTIONS. A program of its own, because a capture sees the namespace of its process.
 */
import { Epoch } from '../../../src/capture/epoch.ts';
import { liveCaptures } from '../../../src/capture/live/live.ts';

const ending = new AbortController();
process.on('SIGINT', () => ending.abort());
process.on('SIGTERM', () => ending.abort());

const epoch = new Epoch();
const options = {
  filter: null,
  snaplen: 256,
  path: process.env.PATH,
  ...JSON.parse(process.argv[2]),
  epoch,
  signal: ending.signal,
  clock: Date.now,
  say: (notice) => print({ notice }),
};
try {
  for await (const reader of liveCaptures(options)) {
    print({ begins: reader.facts.format });
    const counting = setInterval(() => print({ dropped: reader.facts.dropped }), 200);
    while (await reader.fill()) while (reader.next()) print(frameOf(reader));
    clearInterval(counting);
    print({ ends: reader.facts });
  }
} catch (error) {
  const { code, message, remedy, exitStatus } = error;
  print({ error: { code, message, remedy, exitStatus } });
}
print({ done: true });

function frameOf({ view, start, end, originalLength, linkType, time }) {
  const octets = Buffer.from(view.buffer, start, end - start).toString('hex');
  return { frame: { octets, originalLength, linkType, at: `${epoch.base + BigInt(Math.round(time))}` } };
}

function print(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
