/** The truth of a capture, in the form of the fixtures' NAME.truth.json (fixtures/README.md). Frames count from 1. */

/** What an experiment knows of the capture that it made. */
export interface Truth {
  name: string;
  file: string;
  scenario: string;
  description: string;
  capture: {
    /** The host where it was made. */
    namespace: string;
    interface: string;
    tool: string;
    /** 1: Ethernet. */
    linktype: number;
    frames: number;
    starts_mid_connection: boolean;
    tx_checksum_offload: boolean;
    every_packet_twice: boolean;
    dropped_by_kernel: number;
  };
  outcome: string;
  probers: ProberTruth[];
  probes: number[];
  replies: number[];
  zero_window_probes: number[];
  zero_window_probe_replies: number[];
  icmp_errors: number[];
  icmp_error_types: string[];
  stray_tcp_frames: number[];
  flows: FlowTruth[];
  notes: string[];
  /** By counter and host: what the kernel counted, and what this reading of its capture found. */
  checks: Record<string, { kernel: number; parser: number; equal: boolean }>;
  problems: string[];
  /** By host. */
  kernel_counters: Record<string, Record<string, number>>;
  /** Seconds since 1970. */
  app_events: [at: number, says: string][];
}

/** Who probes, with the options of its socket. */
export interface ProberTruth {
  who: string;
  idle_s: number;
  interval_s: number;
  count: number;
  /** TCP_USER_TIMEOUT, where it was set: the kernel does not count probes then. */
  user_timeout_ms?: number;
}

export type FrameClass =
  | 'syn'
  | 'synack'
  | 'ack'
  | 'data'
  | 'ping'
  | 'pong'
  | 'retrans'
  | 'probe'
  | 'reply'
  | 'zwp'
  | 'zwp-reply'
  | 'fin'
  | 'rst';

/** One connection; `a` is who connected. */
export interface FlowTruth {
  id: string;
  a: string;
  b: string;
  a_is: string;
  probers: ProberTruth[];
  outcome: string;
  probes: number[];
  replies: number[];
  unanswered_probes: number[];
  rst_replies: number[];
  icmp_replies: number[];
  zero_window_probes: number[];
  zero_window_probe_replies: number[];
  rst: number[];
  rst_from: string[];
  fin: number[];
  retransmissions: number[];
  handshake_seen: boolean;
  n_frames: number;
  probe_details: ProbeTruth[];
  frame_class: Record<string, FrameClass>;
  /** Probes that the prober had waiting when it reset the connection. */
  unanswered_run_before_rst?: number;
  rst_after_last_probe_s?: number;
}

/** One probe of either kind. */
export interface ProbeTruth {
  frame: number;
  who: string;
  kind: 'keepalive' | 'zwp';
  len: number;
  time: number;
  /** Seconds since the prober received something that restarts its idle clock; null where the capture shows nothing. */
  since_last_rx: number | null;
  since_prev_probe: number | null;
  answer: 'ack' | 'data' | 'rst' | 'icmp' | null;
  answer_frame: number | null;
  dsack?: boolean;
}
