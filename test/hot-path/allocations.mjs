/**
 * What the analysis of a capture allocates: node allocations.mjs CAPTURE prints octets by function, as V8's sampling heap
 * profiler sees them, collected ones too. The first analysis warms up: until V8 has compiled a function, its numbers are
 * objects.
 */
import { Session } from 'node:inspector/promises';

import { examine } from '../../dist/index.js';

/** Octets between samples. */
const INTERVAL = 256;
const [file] = process.argv.slice(2);

await examine(file, { threads: 1 });
const session = new Session();
session.connect();
await session.post('HeapProfiler.startSampling', {
  samplingInterval: INTERVAL,
  includeObjectsCollectedByMajorGC: true,
  includeObjectsCollectedByMinorGC: true,
});
const { summary } = await examine(file, { threads: 1 });
const { profile } = await session.post('HeapProfiler.stopSampling');
if (summary.connections === 0) throw new Error('nothing was analyzed');

const octets = {};
const add = ({ callFrame, selfSize, children }) => {
  const { functionName, url } = callFrame;
  const name = `${functionName || '(anonymous)'} ${url.split('/').at(-1)}`.trim();
  if (selfSize > 0) octets[name] = (octets[name] ?? 0) + selfSize;
  for (const child of children) add(child);
};
add(profile.head);
process.stdout.write(JSON.stringify(octets));
