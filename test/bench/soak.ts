/**
 * `npm run soak`: feeds one generated capture through a pipe again and again, each time later and between other hosts, and
 * prints what memory keepscope takes beside the frames that it was given. `-- --minutes 60 --max-connections 100000`
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { ensureCapture } from './generate.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/keepscope.js', import.meta.url));
const FILE_HEADER = 24;
const RECORD_HEADER = 16;
/** Behind an Ethernet header. */
const IPV4_SOURCE = 14 + 12;
/** Frames between two looks at the memory, rounds of the capture. */
const ROUNDS = 10;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    'max-connections': { type: 'string', default: '100000' },
  },
});

const path = join(tmpdir(), 'keepscope-soak-200000.pcap');
const { frames } = ensureCapture(path, { frames: 200_000, connections: 2000, ipv6: false });
const capture = readFileSync(path);
const span = secondsOf(capture);

const args = ['-', '--max-connections', values['max-connections'], '--top', '1'];
const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['pipe', 'inherit', 'inherit'] });
const ended = once(child, 'exit');
const end = Date.now() + Number(values.minutes) * 60_000;
child.stdin.write(capture.subarray(0, FILE_HEADER));
for (let round = 0; Date.now() < end && child.exitCode === null; round++) {
  const octets = Buffer.from(capture.subarray(FILE_HEADER));
  if (!child.stdin.write(changed(octets, round, round * span))) await once(child.stdin, 'drain');
  if (round % ROUNDS === 0) say((round + 1) * frames);
}
child.stdin.end();
const [status] = await ended;
process.exitCode = status === 0 ? 0 : 1;

/** From the first frame to a second after the last. */
function secondsOf(octets: Buffer): number {
  let at = FILE_HEADER;
  let last = 0;
  for (; at < octets.length; at += RECORD_HEADER + octets.readUInt32LE(at + 8))
    last = octets.readUInt32LE(at);
  return last - octets.readUInt32LE(FILE_HEADER) + 1;
}

/** The records, in place: so many seconds later, and in each round between other hosts. */
function changed(records: Buffer, round: number, seconds: number): Buffer {
  for (let at = 0; at < records.length; at += RECORD_HEADER + records.readUInt32LE(at + 8)) {
    records.writeUInt32LE(records.readUInt32LE(at) + seconds, at);
    for (const address of [IPV4_SOURCE, IPV4_SOURCE + 4])
      records.writeUInt16BE(
        records.readUInt16BE(at + RECORD_HEADER + address) ^ (round & 0xffff),
        at + RECORD_HEADER + address,
      );
  }
  return records;
}

/** proc_pid_status(5). */
function say(count: number): void {
  const text = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const megabytes = (name: string): number =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)?.[1]) / 1024);
  process.stderr.write(
    `${(count / 1e6).toFixed(1)} million frames, ${megabytes('VmRSS')} MiB, at most ${megabytes('VmHWM')} MiB\n`,
  );
}
