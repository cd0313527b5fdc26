/** Why a finding over connections may concern a connection: a bit for each rule of population.ts. */

/** It was lost after idleness. */
export const NOTED_LOST = 0x01;
/** A side gave up, or sent probes without an answer: so have many, and a bounded number of them is enough. */
export const NOTED_IN_VAIN = 0x02;
/** Its responder closed it when it was idle, or it was reset then, by what answers nothing, and had survived no longer silence. */
export const NOTED_IDLE_CLOSE = 0x04;
/** A side sent two probes: of these, too, a bounded number is enough. */
export const NOTED_PROBES = 0x08;
/** Frames of it were captured twice. */
export const NOTED_COPIES = 0x10;
/** It was open at the end, with nothing to tell it by. */
export const NOTED_OPEN = 0x20;
/** A side probes every second or two. */
export const NOTED_OFTEN = 0x40;
export const NOTED_ALL = 0x7f;
