/**
 * What the mutator reaches of wire/ and capture/, by V8's own counters (node:inspector, Profiler.startPreciseCoverage):
 * functions that ran, and octets of source that ran, of the modules in coverage/. What only live captures and recordings
 * use is left out: no analysis of a file comes there.
 */
import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { fileURLToPath } from 'node:url';

/** Modules that analysis has nothing to do with: live captures, and recordings of them. */
const OTHERS = /^capture\/(live\/|record|rotation|forwarding-reader)/;
const ROOMS = ['wire', 'capture'];

export interface RoomCoverage {
  room: string;
  functions: number;
  functionsReached: number;
  lines: number;
  linesReached: number;
  /** Modules and functions that never ran. */
  missed: string[];
}

/** Counts from now on; must begin before the modules are loaded. */
export class Coverage {
  private readonly session: Session = new Session();

  constructor() {
    this.session.connect();
    this.session.post('Profiler.enable');
    this.session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
  }

  take(): Promise<RoomCoverage[]> {
    return new Promise((resolve, reject) => {
      this.session.post('Profiler.takePreciseCoverage', (error, taken) => {
        if (error !== null) reject(error);
        else resolve(ROOMS.map((room) => roomCoverage(room, taken.result as ScriptCoverage[])));
      });
    });
  }
}

interface ScriptCoverage {
  url: string;
  functions: { functionName: string; ranges: { startOffset: number; endOffset: number; count: number }[] }[];
}

const MODULES = new URL('../../coverage/', import.meta.url).href;

function roomCoverage(room: string, scripts: readonly ScriptCoverage[]): RoomCoverage {
  const coverage: RoomCoverage = {
    room,
    functions: 0,
    functionsReached: 0,
    lines: 0,
    linesReached: 0,
    missed: [],
  };
  for (const { url, functions } of scripts) {
    const module = url.startsWith(MODULES) ? url.slice(MODULES.length) : '';
    if (!module.startsWith(`${room}/`) || OTHERS.test(module)) continue;
    const source = readFileSync(fileURLToPath(url), 'utf8');
    const isReached = reachedOctets(source, functions);
    for (const { functionName, ranges } of functions) {
      if (functionName === '') continue;
      coverage.functions++;
      if ((ranges[0]?.count ?? 0) > 0) coverage.functionsReached++;
      else coverage.missed.push(`${module.replace(/\.js$/, '')}: ${functionName}`);
    }
    countLines(source, isReached, coverage);
  }
  return coverage;
}

/** For each character of the source, 1 where it ran; inner ranges come after those around them. */
function reachedOctets(source: string, functions: ScriptCoverage['functions']): Uint8Array {
  const isReached = new Uint8Array(source.length).fill(1);
  const ranges = functions.flatMap((one) => one.ranges);
  ranges.sort((one, other) => one.startOffset - other.startOffset || other.endOffset - one.endOffset);
  for (const { startOffset, endOffset, count } of ranges)
    isReached.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return isReached;
}

/** Lines that hold more than a comment or a bracket. */
function countLines(source: string, isReached: Uint8Array, coverage: RoomCoverage): void {
  let at = 0;
  for (const line of source.split('\n')) {
    const indent = line.length - line.trimStart().length;
    const isCode = /^\s*[^\s/*}]/.test(line);
    if (isCode) {
      coverage.lines++;
      if (isReached[at + indent] === 1) coverage.linesReached++;
    }
    at += line.length + 1;
  }
}
