/** What the Report (model.ts) says of a capture. */
import type { AnomalyCode } from '../capture/reader.ts';

export interface CaptureReport {
  path: string;
  format: 'pcap' | 'pcapng' | 'text';
  compression: 'gzip' | 'zstd' | null;
  /** Names without the LINKTYPE_ prefix, such as `ETHERNET`; `LINKTYPE_n` where the number has no name here. */
  linkTypes: string[];
  frames: number;
  tcpSegments: number;
  firstAt: string | null;
  lastAt: string | null;
  /** Frames lost by the capturing host, as the capture says; null where it does not say. */
  dropped: number | null;
  complete: boolean;
  anomalies: { code: AnomalyCode | SkippedCode; count: number; firstFrame: number }[];
  /** Frames that hold no TCP segment and are no fault: ARP, UDP, later fragments. */
  skipped: { code: SkippedCode; count: number; firstFrame: number }[];
  /** Of text: what its times are. A time of day has the date 1970-01-01. Absent for a capture. */
  clock?: 'instant' | 'date-and-time' | 'time-of-day' | 'elapsed' | 'none';
  /** Of text: the first lines that were not understood, at most 10; `line` counts from 1. Absent where there are none. */
  strangeLines?: { line: number; text: string }[];
}

/** Names of wire/outcome.ts. */
export type SkippedCode = string;
