/** What a recorder has to say, as one line each. */
import type { RecorderNotice } from '../capture/recorder-notice.ts';
import { quantity } from './quantity.ts';

/** The notice as a line, without the name of the program before it. */
export function recorderNoticeLine(notice: RecorderNotice): string {
  const { path } = notice;
  switch (notice.code) {
    case 'recording-ended':
      return `${path}: ${reasonText(notice.reason)}; the capture goes on and is no longer written`;
    case 'recording-behind':
      return `${path}: the disk is slower than the capture; frames are left out of the file, and counted`;
    case 'frames-left-out':
      return `${path}: ${quantity(notice.frames, 'frame')} captured and not written`;
    case 'old-file-kept':
      return `${path}: ${reasonText(notice.reason)}; this old file could not be removed`;
  }
}

function reasonText(reason: string): string {
  return REASONS[reason] ?? `writing failed (${reason})`;
}

/** By errno, and what the recorder finds out by itself. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EFBIG: 'the file is as large as it may be',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EEXIST: 'there is such a file, and it is not empty',
  ENOENT: 'its directory is gone',
  removed: 'the file was removed',
};
