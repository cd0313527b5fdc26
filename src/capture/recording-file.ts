/**
 * One file that is recorded to. Invariant: whatever goes wrong, it ends with a whole pcapng block, so that every reader
 * takes it for sound. What somebody has recorded before is never overwritten, unlike with `tcpdump -w`: a capture that is
 * gone cannot be made again.
 */
import { type FileHandle, open, stat } from 'node:fs/promises';

/** Why a file cannot be recorded to: a code of errno(3), or one of ours. */
export class RecordingFault extends Error {
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }

  /** Whatever was thrown, as a fault. */
  static of(cause: unknown): RecordingFault {
    if (cause instanceof RecordingFault) return cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    return new RecordingFault(code, { cause });
  }
}
RecordingFault.prototype.name = 'RecordingFault';

/** A capture holds what people said: for its owner only, as dumpcap has it. */
const MODE = 0o600;

export class RecordingFile {
  readonly #handle: FileHandle;
  /** Octets of whole blocks. */
  #length = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Makes the file. One that is there already is taken only where there is nothing to lose; throws a RecordingFault. */
  static async create(path: string): Promise<RecordingFile> {
    try {
      return new RecordingFile(await open(path, 'wx', MODE));
    } catch (error) {
      const fault = RecordingFault.of(error);
      if (fault.reason !== 'EEXIST') throw fault;
      return RecordingFile.#take(path);
    }
  }

  /** An empty file, as mktemp(1) makes them, or a device such as /dev/null. Opening a pipe could wait for ever. */
  static async #take(path: string): Promise<RecordingFile> {
    try {
      const stats = await stat(path);
      if (stats.isDirectory()) throw new RecordingFault('EISDIR');
      if (!stats.isFile() && !stats.isCharacterDevice()) throw new RecordingFault('not-a-file');
      if (stats.size > 0) throw new RecordingFault('EEXIST');
      return new RecordingFile(await open(path, 'r+'));
    } catch (error) {
      throw RecordingFault.of(error);
    }
  }

  /** Appends whole blocks; throws a RecordingFault. */
  async write(blocks: Uint8Array): Promise<void> {
    let written = 0;
    try {
      while (written < blocks.length) {
        const { bytesWritten } = await this.#handle.write(blocks, written, blocks.length - written);
        written += bytesWritten;
      }
      this.#length += written;
      // Writing to a file that was removed succeeds, and what is written is lost.
      if ((await this.#handle.stat()).nlink === 0) throw new RecordingFault('removed');
    } catch (error) {
      if (written < blocks.length) await this.#cutTo(this.#length + wholeBlocks(blocks, written));
      throw RecordingFault.of(error);
    }
  }

  /** Throws a RecordingFault where the last octets did not get through (NFS tells only now). */
  async close(): Promise<void> {
    try {
      await this.#handle.close();
    } catch (error) {
      throw RecordingFault.of(error);
    }
  }

  async #cutTo(length: number): Promise<void> {
    // What failed to be written can fail to be cut off: readers see a capture that is cut short, and the fault is known.
    await this.#handle.truncate(length).catch(() => undefined);
  }
}

/** Octets of the whole blocks among the first `octets`. Each says its length, 32 bits at octet 4. */
function wholeBlocks(blocks: Uint8Array, octets: number): number {
  const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength);
  let end = 0;
  while (end + 8 <= octets) {
    const next = end + view.getUint32(end + 4, true);
    if (next > octets) break;
    end = next;
  }
  return end;
}
