/** Spans of time in eight bits, as tracking/span-code.ts has them. */

export const FIRST: i32 = (1023 + 10) << 3;
const LARGEST: i32 = 255;
export const LEFT_OUT: u64 = 49;

/** The code of a span, ns; of none or a negative one, 0. */
@inline
export function codeOf(ns: f64): u32 {
  const code = <i32>(<i64>reinterpret<i64>(ns) >> LEFT_OUT) - FIRST;
  return <u32>min<i32>(LARGEST, max<i32>(0, code));
}

/** The shortest span that has this code, ns. */
@inline
export function spanOf(code: u32): f64 {
  return code == 0 ? 0 : reinterpret<f64>(<u64>(<i32>code + FIRST) << LEFT_OUT);
}
