/** How regular something is: the spans that are kept of it, as heartbeat/rhythm.ts keeps them. */
import * as K from '../heartbeat/beat-layout';
import { rowOfId, takeRow } from './pool';
import { spanPages, spans } from './state';

/** As in heartbeat/rhythm.ts. */
const NEARLY_ALIKE: f64 = 0.15;

/**
 * Whether a span is like those before it. Their median is neither too short nor too long where fewer than half of them are: it is the
 * one behind the first half of them in order.
 */
export function fits(rhythm: usize, span: f64): bool {
  const kept = <u32>load<u8>(rhythm, K.RHYTHM_KEPT);
  if (kept < 2) return true;
  let shorter: u32 = 0;
  let longer: u32 = 0;
  for (let place: u32 = 0; place < kept; place++) {
    const one = load<f64>(spanOf(rhythm, place));
    shorter += u32(span - one > NEARLY_ALIKE * one);
    longer += u32(one - span > NEARLY_ALIKE * one);
  }
  return shorter <= kept >>> 1 && longer < kept - (kept >>> 1);
}

/** One more span of the rhythm, ns, as heartbeat/rhythm.ts keeps it; room for a row must have been said. */
export function append(rhythm: usize, span: f64): void {
  const before = load<u32>(rhythm, K.RHYTHM_COUNT);
  store<u32>(rhythm, before + 1, K.RHYTHM_COUNT);
  const shift = <u32>load<u8>(rhythm, K.RHYTHM_SHIFT);
  if ((before & ((1 << shift) - 1)) != 0) return;
  const kept = <u32>load<u8>(rhythm, K.RHYTHM_KEPT);
  store<f64>(spanOf(rhythm, kept), span);
  store<u8>(rhythm, <u8>(kept + 1), K.RHYTHM_KEPT);
  if (kept + 1 < <u32>K.KEPT_AT_MOST) return;
  for (let place: u32 = 0; place < <u32>K.KEPT_AT_MOST / 2; place++)
    store<f64>(spanOf(rhythm, place), load<f64>(spanOf(rhythm, 2 * place)));
  store<u8>(rhythm, K.KEPT_AT_MOST / 2, K.RHYTHM_KEPT);
  store<u8>(rhythm, <u8>(shift + 1), K.RHYTHM_SHIFT);
}

/** Where the next span goes, as far as there is a row for it. */
@inline
export function nextSpanOf(rhythm: usize): usize {
  const kept = <u32>load<u8>(rhythm, K.RHYTHM_KEPT);
  const id = load<u32>(rhythm + K.RHYTHM_ROWS + (<usize>(kept / K.SPANS_OF_ROW) << 2));
  return rowOfSpans(max<u32>(id, 1));
}

/** Where the span of this place is: the row that it is in is taken with the first. */
function spanOf(rhythm: usize, place: u32): usize {
  const field = rhythm + K.RHYTHM_ROWS + (<usize>(place / K.SPANS_OF_ROW) << 2);
  let id = load<u32>(field);
  if (id == 0) {
    id = takeRow(spans, spanPages, K.SPANS_PAGE_SHIFT, K.SPANS_OCTETS);
    store<u32>(field, id);
  }
  return rowOfSpans(id) + (<usize>(place % K.SPANS_OF_ROW) << 3);
}

@inline
function rowOfSpans(id: u32): usize {
  return rowOfId(spanPages, id, K.SPANS_PAGE_SHIFT, K.SPANS_OCTETS);
}
