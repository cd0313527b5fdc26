/** The mixes of traffic: which script each connection of a capture follows, and when it begins. */
import { converse } from './conversation.ts';
import { flood } from './flood.ts';
import { beat } from './heartbeats.ts';
import { BRIEF, DATA, EVERYDAY, IDLE, type Manner } from './manners.ts';
import { chat } from './messages.ts';
import { type Script, SECOND, type Stage } from './script.ts';

export interface Mix {
  /** The script of connection `index`, from its SYN on. */
  script(index: number, stage: Stage): Script;
  /** Microseconds within which all connections begin. */
  beginnings(framesPerConnection: number): number;
}

export type MixName = 'everyday' | 'brief' | 'data' | 'idle' | 'heartbeats' | 'messages' | 'syn-flood';

/** Of so many connections of a SYN flood one is an everyday one, which has to be told from the others. */
const FLOOD_TO_WORK = 90;
const FLOOD_TIME = 300 * SECOND;
/** As the others by their manners. */
const STAGGER = 2 * SECOND;

export const MIXES: Readonly<Record<MixName, Mix>> = {
  everyday: mixOf(EVERYDAY),
  brief: mixOf(BRIEF),
  data: mixOf(DATA),
  idle: mixOf(IDLE),
  heartbeats: staggered(beat, STAGGER),
  messages: staggered(chat, STAGGER),
  'syn-flood': {
    script: (index, stage) =>
      index % FLOOD_TO_WORK === 0 ? converse(index, EVERYDAY, stage) : flood(index, stage),
    beginnings: () => FLOOD_TIME,
  },
};

function mixOf(manner: Manner): Mix {
  return staggered((index, stage) => converse(index, manner, stage), manner.stagger);
}

/** `stagger`: as manners have it. */
function staggered(script: Mix['script'], stagger: number): Mix {
  return { script, beginnings: (framesPerConnection) => Math.ceil(framesPerConnection * stagger) };
}
