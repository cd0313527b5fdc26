/** What is kept of one connection; more is counted. */
export interface ObserverLimits {
  /** Exchanges of each side. */
  exchanges: number;
  /** Exchanges of all sides together, beyond which each side keeps fewer; no bound unless given. */
  exchangesTotal?: number;
  /** Classified frames, or probes, held back until a kind is decided; then what is open is decided as it looks. */
  held: number;
}
