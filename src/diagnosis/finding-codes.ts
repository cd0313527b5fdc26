/** The codes of all findings: a contract, like those of the verdicts. */

/** Stable, kebab-case; in alphabetical order. */
export const FINDING_CODES = [
  'capture-too-short',
  'close-wait-stuck',
  'duplicated-frames',
  'fin-wait-stuck',
  'heartbeat-expired',
  'heartbeat-one-way',
  'heartbeat-too-fast',
  'heartbeat-unanswered',
  'icmp-unreachable',
  'idle-timeout-bounded',
  'keepalive-absent',
  'keepalive-marginal',
  'keepalive-storm',
  'keepalive-too-slow',
  'malformed-keepalive',
  'masked-by-unacked-data',
  'middlebox-probes',
  'middlebox-reset',
  'one-way-loss',
  'peer-ignores-keepalive',
  'redundant-keepalives',
  'reuse-after-fin',
  'reuse-race',
  'server-idle-close',
  'user-timeout-abort',
  'zero-window-probes',
] as const;

export type FindingCode = (typeof FINDING_CODES)[number];
