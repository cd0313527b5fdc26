/**
 * What is to be known of a protocol's heartbeats beside their octets: whether they are answered, whether the octets prove
 * them, and after how long without them a peer is given up. Data with sources; the octets are in wire/.
 */
import {
  BEAT_PROTOCOLS,
  type BeatProtocol,
  OPENING_AMQP,
  OPENING_BGP,
  OPENING_FIX,
  OPENING_LDP,
  OPENING_MQTT,
  OPENING_STOMP,
  OPENING_WEBSOCKET,
  OPENING_XMPP,
} from '../wire/payload-class.ts';

export interface BeatRules {
  /** A heartbeat has an answer of its own; else both sides send them, or one side does. */
  isAnswered: boolean;
  /** Both sides are to send them: one that does not cannot be told from one that died. */
  isMutual: boolean;
  /**
   * The octets may be something else (a typed key, an empty line): they count where the protocol was seen to begin, an
   * answer of its own came, or they have a rhythm.
   */
  isWeak: boolean;
  /** Only after a silence: within other traffic the same message measures the path (gRPC). */
  onlyIdle: boolean;
  /** Its beginning, a class of wire/; null: none is known. */
  opening: number | null;
  /** What is agreed on is the timeout itself, and no time between heartbeats. */
  isHoldTime: boolean;
  /** What agrees on no time sends after this silence of both sides, and so seldomer than that where both do. */
  isAfterSilence: boolean;
  /** A peer is given up after this many periods, or agreed times, without a sign of life; null: no rule says so. */
  patience: number | null;
}

const PLAIN: BeatRules = {
  isAnswered: true,
  isMutual: false,
  isWeak: false,
  onlyIdle: false,
  opening: null,
  isHoldTime: false,
  isAfterSilence: false,
  patience: null,
};
const MUTUAL: Partial<BeatRules> = { isAnswered: false, isMutual: true };
const ONE_WAY: Partial<BeatRules> = { isAnswered: false };

const RULES: Readonly<Record<BeatProtocol, Partial<BeatRules>>> = {
  // MQTT 3.1.1 §3.1.2.10: one and a half times the keep alive.
  mqtt: { opening: OPENING_MQTT, patience: 1.5 },
  // AMQP 0-9-1 §4.2.7: two heartbeat intervals.
  'amqp-0-9-1': { ...MUTUAL, opening: OPENING_AMQP, patience: 2 },
  // AMQP 1.0 §2.4.5: frames are to come within half of the timeout.
  'amqp-1.0': { ...MUTUAL, patience: 2 },
  http2: { onlyIdle: true },
  websocket: { isWeak: true, opening: OPENING_WEBSOCKET },
  'engine.io': { isWeak: true, opening: OPENING_WEBSOCKET },
  'iec-104': {},
  // RFC 4271 §4.4, §10: a third of the hold time.
  bgp: { ...MUTUAL, opening: OPENING_BGP, isHoldTime: true, patience: 3 },
  // STOMP 1.2: a margin, which it does not say.
  stomp: { ...ONE_WAY, isWeak: true, opening: OPENING_STOMP },
  xmpp: { ...ONE_WAY, isWeak: true, opening: OPENING_XMPP },
  redis: {},
  // nats-server, ping_max: 2 outstanding are allowed, the third is too much.
  nats: { patience: 3 },
  irc: {},
  sip: { isWeak: true },
  // ClientCnxn: a third of the session timeout.
  zookeeper: { patience: 3 },
  smpp: {},
  mysql: {},
  // FIX 4.2, Heartbeat: after one interval and some time a Test Request, after another the end.
  fix: { ...MUTUAL, opening: OPENING_FIX, patience: 2 },
  // RFC 3539 §3.4.1: a watchdog is sent after Tw; after another Tw the peer is suspect.
  diameter: { isAfterSilence: true, patience: 2 },
  // RFC 5036 §2.5.6, §3.5.3: the KeepAlive time; a third of it is usual.
  ldp: { ...MUTUAL, opening: OPENING_LDP, isHoldTime: true, patience: 3 },
  // kernel net_ticktime: four ticks.
  erlang: { ...MUTUAL, isWeak: true, patience: 4 },
  sse: { ...ONE_WAY, isWeak: true },
  rtsp: { isWeak: true },
  smb2: {},
  'postgresql-replication': ONE_WAY,
  netbios: ONE_WAY,
  openflow: { isWeak: true },
  'redis-replication': ONE_WAY,
};

const BY_PLACE: readonly BeatRules[] = BEAT_PROTOCOLS.map((name) => ({ ...PLAIN, ...RULES[name] }));

/** The rules of the protocol at a place of BEAT_PROTOCOLS. */
export function rulesOf(place: number): BeatRules {
  return BY_PLACE[place] ?? PLAIN;
}
