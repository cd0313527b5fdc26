/** A reader that ends after a number of frames. */
import { ForwardingReader } from '../capture/forwarding-reader.ts';
import type { CaptureReader } from '../capture/reader.ts';

/** How many frames are still wanted; shared by the streams of one capture. */
export interface Budget {
  left: number;
}

export class CountedReader extends ForwardingReader {
  private readonly budget: Budget;

  constructor(reader: CaptureReader, budget: Budget) {
    super(reader);
    this.budget = budget;
  }

  override async fill(): Promise<boolean> {
    return this.budget.left > 0 && (await this.reader.fill());
  }

  override next(): boolean {
    if (this.budget.left <= 0 || !this.reader.next()) return false;
    this.budget.left--;
    return true;
  }
}
