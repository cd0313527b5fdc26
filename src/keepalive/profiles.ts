/**
 * Whose keepalive this is. A name is said only where the numbers and the shape of the probes fit one profile and no
 * other: a wrong name is worse than none. The table is data with sources; checked 2026-11.
 */
import type { Estimate, Settings } from './settings.ts';

/** A known default. Null: it may be anything. */
export interface Profile {
  name: string;
  /** Seconds. */
  idle: number | null;
  interval: number;
  count: number;
  /** Payload of its probes. */
  octets: 0 | 1 | null;
  /** Whether probes have timestamps where the connection has them; null: whatever the system does. */
  timestamps: boolean | null;
  source: string;
  /** When the source was last looked at. */
  checked: string;
}

/** What the probes of one side look like. `timestamps` is empty where the connection has none. */
export interface ProbeLooks {
  octets: readonly (0 | 1)[];
  timestamps: readonly boolean[];
}

export const PROFILES: readonly Profile[] = [
  {
    name: 'Linux defaults',
    idle: 7200,
    interval: 75,
    count: 9,
    octets: 0,
    timestamps: true,
    source: 'include/net/tcp.h: TCP_KEEPALIVE_TIME, _INTVL, _PROBES; tcp_xmit_probe_skb',
    checked: '2026-11',
  },
  {
    name: 'FreeBSD defaults',
    idle: 7200,
    interval: 75,
    count: 8,
    octets: 0,
    timestamps: true,
    source: 'freebsd-src sys/netinet/tcp_timer.h: TCPTV_KEEP_IDLE, TCPTV_KEEPINTVL, TCPTV_KEEPCNT',
    checked: '2026-11',
  },
  {
    name: 'macOS defaults',
    idle: 7200,
    interval: 75,
    count: 8,
    octets: 0,
    timestamps: false,
    source: 'firezone#6778 (probes without timestamps, 7200 s then 75 s apart)',
    checked: '2026-11',
  },
  {
    name: 'lwIP defaults',
    idle: 7200,
    interval: 75,
    count: 9,
    octets: 0,
    timestamps: null,
    source: 'lwip src/include/lwip/priv/tcp_priv.h: TCP_KEEPIDLE_DEFAULT, _INTVL_, _CNT_',
    checked: '2026-11',
  },
  {
    name: 'Windows',
    idle: null,
    interval: 1,
    count: 10,
    octets: 1,
    timestamps: false,
    source: 'learn.microsoft.com cc957549 (KeepAliveTime), cc957548 (KeepAliveInterval); libuv#2669',
    checked: '2026-11',
  },
  {
    name: 'Go',
    idle: 15,
    interval: 15,
    count: 9,
    octets: null,
    timestamps: null,
    source: 'golang/go src/net/dial.go: defaultTCPKeepAliveIdle, Interval, Count',
    checked: '2026-11',
  },
  {
    name: 'Node.js (libuv)',
    idle: null,
    interval: 1,
    count: 10,
    octets: 0,
    timestamps: null,
    source: 'libuv src/unix/tcp.c: uv__tcp_keepalive sets TCP_KEEPINTVL 1 and TCP_KEEPCNT 10; libuv#2669',
    checked: '2026-11',
  },
  {
    name: 'Redis',
    idle: 300,
    interval: 100,
    count: 3,
    octets: null,
    timestamps: null,
    source: 'redis src/anet.c: anetKeepAlive (interval / 3, count 3), redis.conf tcp-keepalive 300',
    checked: '2026-11',
  },
  {
    name: 'curl',
    idle: 60,
    interval: 60,
    count: 9,
    octets: null,
    timestamps: null,
    source: 'curl.se --keepalive-time 60, --keepalive-cnt 9',
    checked: '2026-11',
  },
];

/**
 * The name of the only profile that fits, and the kernel's tick rate where the timers give it away: `Go on Linux, 250
 * Hz`, `Linux, 250 Hz`; null where neither is plain.
 */
export function profileOf(settings: Settings, looks: ProbeLooks): string | null {
  const { tickRate } = settings;
  const name = fittingName(settings, looks);
  if (tickRate === null) return name;
  if (name === null) return `Linux, ${tickRate} Hz`;
  return `${name}${name.startsWith('Linux') ? '' : ' on Linux'}, ${tickRate} Hz`;
}

/** The count of every profile whose idle time and interval these may be; null where none fits or they differ. */
export function usualCount({ idle, interval }: Settings, looks: ProbeLooks): number | null {
  const counts = PROFILES.filter(
    (tried) => fits(idle, tried.idle) && fits(interval, tried.interval) && fitsLooks(looks, tried),
  ).map(({ count }) => count);
  return new Set(counts).size === 1 ? (counts[0] ?? null) : null;
}

function fittingName(settings: Settings, looks: ProbeLooks): string | null {
  // Answered probes show one number of the three, and too many programs share that.
  if (settings.idle === null || settings.interval === null || settings.count === null) return null;
  // Beside connections with another count, or with probes that the capture lost, it is a guess.
  if (settings.count.low !== settings.count.high) return null;
  const [profile, ...others] = PROFILES.filter(
    (tried) => fitsNumbers(settings, tried) && fitsLooks(looks, tried),
  );
  return profile === undefined || others.length > 0 ? null : profile.name;
}

function fitsNumbers({ idle, interval, count, tickRate }: Settings, profile: Profile): boolean {
  // The wheel's timers are Linux's: no other system's defaults.
  if (tickRate !== null && profile.octets !== null && !isOfLinux(profile)) return false;
  return fits(idle, profile.idle) && fits(interval, profile.interval) && fits(count, profile.count);
}

function isOfLinux({ name }: Profile): boolean {
  return name.startsWith('Linux') || name.startsWith('Node');
}

function fits(seen: Estimate | null, known: number | null): boolean {
  return known === null || seen?.estimate === known;
}

function fitsLooks({ octets, timestamps }: ProbeLooks, profile: Profile): boolean {
  return (
    (profile.octets === null || octets.every((sent) => sent === profile.octets)) &&
    (profile.timestamps === null || timestamps.every((sent) => sent === profile.timestamps))
  );
}
