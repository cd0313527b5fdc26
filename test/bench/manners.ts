/**
 * How the connections of a mix behave. A range is drawn from evenly, both ends included; times are microseconds.
 * `everyday` decides the octets of the headline capture: a change there makes figures of other days incomparable.
 */
export type Range = readonly [low: number, high: number];

export interface Manner {
  /** Requests with a response before the ending; connections that stay open go on without end. */
  exchanges: Range;
  /** Segments of a response. */
  response: Range;
  /** Of a hundred connections, so many have keepalive on one side; those that give up have it anyway. */
  keepalivePercent: number;
  /** Answered probes of an idle gap, where there is keepalive. */
  probes: Range;
  /** Of a hundred probes in idle gaps, so many are lost behind the capture: the next one comes after an interval. */
  lossPercent: number;
  /** Of a hundred gaps between exchanges, so many are a `pause` only: no silence that keepalive would see. */
  pausePercent: number;
  pause: Range;
  /** Of a hundred connections; the others are open to the end. */
  endings: { close: number; reset: number; giveUp: number };
  /** Connections begin within this much time per frame that each has on average: all have begun long before the end. */
  stagger: number;
}

const NO_PAUSE: Range = [0, 0];

/** About one frame in ten belongs to a keepalive exchange; the rest are handshakes, requests, responses and endings. */
export const EVERYDAY: Manner = {
  exchanges: [1, 10],
  response: [1, 12],
  keepalivePercent: 60,
  probes: [0, 2],
  lossPercent: 0,
  pausePercent: 0,
  pause: NO_PAUSE,
  endings: { close: 45, reset: 15, giveUp: 10 },
  stagger: 2_000_000,
};

/** One short request and response, then idle time: what ten frames a connection leave room for. */
export const BRIEF: Manner = { ...EVERYDAY, exchanges: [1, 1], response: [1, 1], probes: [1, 2] };

/** Long responses one soon after the other: two frames in three carry as much as a segment can. */
export const DATA: Manner = {
  ...EVERYDAY,
  exchanges: [2, 12],
  response: [8, 80],
  probes: [0, 1],
  pausePercent: 85,
  pause: [1_000, 900_000],
  endings: { close: 60, reset: 5, giveUp: 2 },
  stagger: 50_000,
};

/** Connections that hardly ever say anything: nine frames in ten are probes and their answers. */
export const IDLE: Manner = {
  ...EVERYDAY,
  exchanges: [1, 3],
  response: [1, 2],
  keepalivePercent: 95,
  probes: [5, 40],
  lossPercent: 2,
  endings: { close: 15, reset: 5, giveUp: 10 },
};
