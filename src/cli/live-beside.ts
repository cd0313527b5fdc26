/** What stands beside a live capture, where it was asked for: a recording, metrics, alerts. Each is loaded when it is. */
import type { Epoch } from '../capture/epoch.ts';
import type { CaptureReader } from '../capture/reader.ts';
import type { Recorder } from '../capture/recorder.ts';
import type { LiveRecord } from '../report/live-record.ts';
import type { LiveFigures, LiveMetrics } from '../report/metrics.ts';
import type { Alert } from './alert.ts';
import type { LiveRecordRequest } from './live-record-request.ts';
import type { MetricsServer } from './metrics-server.ts';

/** What they need to know of the capture. */
export interface LiveSurroundings {
  epoch: Epoch;
  figures: () => LiveFigures;
  say: (code: string, line: string) => void;
}

export class LiveBeside {
  #recorder: Recorder | null = null;
  #record: ((reader: CaptureReader) => CaptureReader) | null = null;
  #metrics: LiveMetrics | null = null;
  #server: MetricsServer | null = null;
  #alert: Alert | null = null;
  #closing: Promise<void> | null = null;

  private constructor() {}

  /** Throws a KeepscopeError where one of them cannot be; then none is left. */
  static async open(request: LiveRecordRequest, around: LiveSurroundings): Promise<LiveBeside> {
    const beside = new LiveBeside();
    try {
      if (request.metrics !== null) await beside.#serve(request.metrics, around);
      if (request.write !== null) await beside.#write(request.write, around);
      if (request.alert !== null) await beside.#listen(request.alert, around);
    } catch (error) {
      await beside.close();
      throw error;
    }
    return beside;
  }

  /** The reader, or one that also records. */
  recording(reader: CaptureReader): CaptureReader {
    return this.#record?.(reader) ?? reader;
  }

  /** Something happened. */
  take(record: LiveRecord): void {
    if (record.kind === 'verdict' || record.kind === 'finding') this.#alert?.raise(record);
  }

  /** A probe was answered after so many seconds. */
  observeAnswer(seconds: number): void {
    this.#metrics?.observeAnswer(seconds);
  }

  /** Once, however often it is asked for. */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    await this.#server?.close();
    await this.#recorder?.close();
    await this.#alert?.close();
  }

  async #serve(address: NonNullable<LiveRecordRequest['metrics']>, around: LiveSurroundings): Promise<void> {
    const { LiveMetrics } = await import('../report/metrics.ts');
    const { MetricsServer } = await import('./metrics-server.ts');
    const { addProcessMetrics } = await import('./process-metrics.ts');
    const metrics = new LiveMetrics();
    addProcessMetrics(metrics.registry);
    this.#server = await MetricsServer.start(address, () => metrics.render(around.figures()));
    this.#metrics = metrics;
    const reach = this.#server.isLoopback
      ? ''
      : '; whoever can reach this address can read them, without a password';
    around.say('metrics-served', `metrics are at ${this.#server.url}${reach}`);
  }

  async #write(
    { path, rotation }: NonNullable<LiveRecordRequest['write']>,
    { epoch, say }: LiveSurroundings,
  ): Promise<void> {
    const { Recorder } = await import('../capture/recorder.ts');
    const { RecordingReader } = await import('../capture/recording-reader.ts');
    const { recorderNoticeLine } = await import('../report/recorder-notices.ts');
    const recorder = await Recorder.open({
      path,
      rotation,
      epoch,
      say: (notice) => say(notice.code, recorderNoticeLine(notice)),
    });
    this.#recorder = recorder;
    this.#record = (reader) => new RecordingReader(reader, recorder);
  }

  async #listen(
    { command, severity }: NonNullable<LiveRecordRequest['alert']>,
    { say }: LiveSurroundings,
  ): Promise<void> {
    const { Alert } = await import('./alert.ts');
    this.#alert = new Alert({ command, severity, say: (notice) => say(notice.code, notice.says) });
  }
}
