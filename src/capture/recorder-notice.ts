/** What a recorder has to say while the capture goes on. Sentences are made in report/recorder-notices.ts. */
export type RecorderNotice =
  /** Nothing more is written. `reason`: a code of errno(3), or `removed` where somebody took the file away. */
  | { code: 'recording-ended'; path: string; reason: string }
  /** The disk is slower than the capture: from now on frames are left out now and then. Said once. */
  | { code: 'recording-behind'; path: string }
  /** At the end: frames that were captured and are in no file. */
  | { code: 'frames-left-out'; path: string; frames: number }
  /** A file that rotation would have removed could not be. Said once. */
  | { code: 'old-file-kept'; path: string; reason: string };
