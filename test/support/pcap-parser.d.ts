declare module 'pcap-parser' {
  import type { EventEmitter } from 'node:events';

  interface PcapPacket {
    header: {
      timestampSeconds: number;
      timestampMicroseconds: number;
      capturedLength: number;
      originalLength: number;
    };
    data: Buffer;
  }

  /** Emits `packet` for each record, then `end`; `error` where it cannot read the file. */
  export function parse(input: string | NodeJS.ReadableStream): EventEmitter<{
    packet: [PcapPacket];
    end: [];
    error: [Error];
  }>;
}
