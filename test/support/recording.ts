/** Recordings for tests: captures at hand, read through a recorder as a live session reads them. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { Epoch } from '../../src/capture/epoch.ts';
import { Recorder } from '../../src/capture/recorder.ts';
import type { RecorderNotice } from '../../src/capture/recorder-notice.ts';
import type { RecordingTarget } from '../../src/capture/recording-files.ts';
import { RecordingReader } from '../../src/capture/recording-reader.ts';
import type { Rotation } from '../../src/capture/rotation.ts';
import { openFrames } from './read-captures.ts';

export interface RecordingOptions extends Partial<Rotation> {
  bound?: number;
  target?: RecordingTarget;
  /** Waited for after each block that was read. */
  afterBlock?: () => Promise<void> | void;
}

/** Reads the captures, one after the other, and records them to `path`; gives what the recorder said. */
export async function record(
  captures: readonly string[],
  path: string,
  { octets = null, seconds = null, files = null, bound, target, afterBlock }: RecordingOptions = {},
): Promise<RecorderNotice[]> {
  const notices: RecorderNotice[] = [];
  const epoch = new Epoch();
  const recorder = await Recorder.open(
    {
      path,
      rotation: { octets, seconds, files },
      epoch,
      say: (notice) => notices.push(notice),
      ...(bound === undefined ? {} : { bound }),
    },
    target,
  );
  for (const reader of await openFrames(captures, { epoch })) {
    const recording = new RecordingReader(reader, recorder);
    while (await recording.fill()) {
      while (recording.next());
      await afterBlock?.();
    }
    await recording.close();
  }
  await recorder.close();
  return notices;
}

/** The files of a folder whose name begins so, in the order of their names. */
export function filesIn(folder: string, beginning = ''): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(beginning))
    .sort()
    .map((name) => join(folder, name));
}
