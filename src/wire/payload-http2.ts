/** HTTP/2 frames (RFC 9113 §4.1): PING and its acknowledgment, and GOAWAY that says that there were too many. */
import { answerClass, beatClass, GOAWAY_TOO_FAST, PLAIN, packed } from './payload-class.ts';

const HEADER = 9;
/** §5.3.1 allows this much unless SETTINGS say more. */
const LONGEST_FRAME = 16_384;
/** A PING comes early in its segment: after SETTINGS or WINDOW_UPDATE at most. */
const FRAMES_AT_MOST = 8;
const LAST_TYPE = 0x09;
const PING = 0x06;
const PING_OCTETS = 8;
const GOAWAY = 0x07;
const ENHANCE_YOUR_CALM = 0x0b;
const ACK = 0x01;

/** Walks over the frames that begin at `at`. */
export function readHttp2(view: DataView, at: number, captured: number): number {
  const end = at + captured;
  let found = PLAIN;
  for (let count = 0, frame = at; count < FRAMES_AT_MOST && frame + HEADER <= end; count++) {
    const lengthAndType = view.getUint32(frame);
    const length = lengthAndType >>> 8;
    const type = lengthAndType & 0xff;
    const stream = view.getInt32(frame + 5);
    if (length > LONGEST_FRAME || type > LAST_TYPE || stream < 0) break;
    if (stream === 0 && type === PING) {
      if (length !== PING_OCTETS || (view.getUint8(frame + 4) & ~ACK) !== 0) break;
      if (found === PLAIN)
        found = packed(view.getUint8(frame + 4) === ACK ? answerClass('http2') : beatClass('http2'), 0);
    }
    if (stream === 0 && type === GOAWAY && frame + HEADER + 8 <= end) {
      if (view.getUint32(frame + HEADER + 4) === ENHANCE_YOUR_CALM) return packed(GOAWAY_TOO_FAST, 0);
    }
    frame += HEADER + length;
  }
  return found;
}
