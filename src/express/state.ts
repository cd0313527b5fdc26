/** What the host tells once, or whenever it has changed: places in the arena. */

/** Of the columns of the batch (capture/frame-layout.ts), and of the octets that its frames are in. */
export let columns: usize = 0;
export let octets: usize = 0;
/** Of the directory of the pages of rows (tracking/rows.ts). */
export let directory: usize = 0;
/** Of the words of the flow index's slots, and their number less one. */
export let slots: usize = 0;
export let mask: u32 = 0;
/**
 * Of 1024 octets: the first 256 are 1 for each part of the flows that is this thread's (sharding/share.ts). The others are for
 * what has no flow, by the upper two bits of PACKETS: 256 times 0 for NO_SEGMENT, and from 512 on 1 for NOT_PLAIN.
 */
export let parts: usize = 0;
/** Of what this thread notes of the batch (capture/frame-layout.ts). */
export let own: usize = 0;
/** LONGEST_TOLD of wire/payload.ts. */
export let told: usize = 0;

/** Of the counts of rows and slots (tracking/row-counts.ts); and how many rows may be in use. */
export let counts: usize = 0;
export let limit: f64 = 0;
/** Of the pools of exchanges, of probers' rows and of their rests (tracking/pool.ts), and of the directories of their pages. */
export let exchanges: usize = 0;
export let exchangePages: usize = 0;
export let probers: usize = 0;
export let proberPages: usize = 0;
export let rests: usize = 0;
export let restPages: usize = 0;
/** Of heartbeat/'s number of stretches, and of the directory of the pages of its candidates. */
export let stretches: usize = 0;
export let candidatePages: usize = 0;
/** Of the directory of the ids of heartbeat/'s books, of those of the pages of books and kinds. */
export let bookIds: usize = 0;
export let bookPages: usize = 0;
export let kindPages: usize = 0;
/** Of its pools of spans and of beats that wait, and of the directories of their pages. */
export let spans: usize = 0;
export let spanPages: usize = 0;
export let waits: usize = 0;
export let waitPages: usize = 0;
/** LONGEST_KNOWN of wire/payload.ts. */
export let known: usize = 0;
/** Exchanges with which their store is full, and those that are kept of each side. */
export let budget: f64 = 0;
export let keptAtMost: f64 = 0;

export function setBatch(columnsAt: usize, octetsAt: usize): void {
  columns = columnsAt;
  octets = octetsAt;
}

export function setRows(directoryAt: usize, countsAt: usize, most: f64): void {
  directory = directoryAt;
  counts = countsAt;
  limit = most;
}

export function setShare(partsAt: usize, ownAt: usize): void {
  parts = partsAt;
  own = ownAt;
}

export function setPayloads(toldAt: usize, knownAt: usize): void {
  told = toldAt;
  known = knownAt;
}

export function setBooks(ids: usize, books: usize, kinds: usize): void {
  bookIds = ids;
  bookPages = books;
  kindPages = kinds;
}

export function setSpans(pool: usize, pages: usize): void {
  spans = pool;
  spanPages = pages;
}

export function setWaits(pool: usize, pages: usize): void {
  waits = pool;
  waitPages = pages;
}

export function setIndex(slotsAt: usize, count: u32): void {
  slots = slotsAt;
  mask = count - 1;
}

export function setExchanges(pool: usize, pages: usize): void {
  exchanges = pool;
  exchangePages = pages;
}

export function setProbers(pool: usize, pages: usize): void {
  probers = pool;
  proberPages = pages;
}

export function setRests(pool: usize, pages: usize): void {
  rests = pool;
  restPages = pages;
}

export function setLimits(exchangesInAll: f64, exchangesOfSide: f64): void {
  budget = exchangesInAll;
  keptAtMost = exchangesOfSide;
}

export function setHeartbeat(stretchesAt: usize, candidatePagesAt: usize): void {
  stretches = stretchesAt;
  candidatePages = candidatePagesAt;
}
