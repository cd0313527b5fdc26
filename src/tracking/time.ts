/** Nanoseconds in a second: the unit of every time and duration after capture/. */
export const SECOND = 1e9;
