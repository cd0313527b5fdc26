/** What turns numbers of the timeline into those of a reader, and times and endpoints into what a report says. */
import type { TimelineEndpoint } from '../timeline/endpoint.ts';
import type { EndpointNames } from '../wire/endpoint-names.ts';
import type { FrameNumbers } from './frame-numbers.ts';
import type { Endpoint } from './model.ts';

export interface ReportScale {
  /** Nanoseconds since 1970 of the timeline's first frame. */
  base: bigint;
  frames: FrameNumbers;
  names: EndpointNames;
  /** The capture goes on. */
  isRunning?: boolean;
}

/** An endpoint as text. */
export function endpointReport({ address, port }: TimelineEndpoint, names: EndpointNames): Endpoint {
  return names.endpoint(address, port);
}

/** Nanoseconds as seconds, exact to the nanosecond. */
export function seconds(nanoseconds: number): number {
  return Math.round(nanoseconds) / 1e9;
}
