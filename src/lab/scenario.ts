/** What a scenario is: a name, its options, and a function that carries it out on the hosts of a lab. */
import type { Lab } from './lab.ts';

/** A whole number, from `least` (1 unless given) to `most` (99999 unless given). */
export interface NumberOption {
  kind: 'number';
  describe: string;
  default: number;
  least?: number;
  most?: number;
}

/** One of several words. */
export interface ChoiceOption<Choice extends string = string> {
  kind: 'choice';
  describe: string;
  choices: readonly Choice[];
  default: Choice;
}

/** On where it is given. */
export interface SwitchOption {
  kind: 'switch';
  describe: string;
}

export type ScenarioOption = NumberOption | ChoiceOption | SwitchOption;

/** By the name that is typed after the two dashes. */
export type ScenarioOptions = Readonly<Record<string, ScenarioOption>>;

/** What an option is worth when the scenario runs. */
type ValueOf<Option extends ScenarioOption> =
  Option extends ChoiceOption<infer Choice> ? Choice : Option extends NumberOption ? number : boolean;
export type OptionValues<Options extends ScenarioOptions> = {
  readonly [Name in keyof Options]: ValueOf<Options[Name]>;
};

/** Values for any scenario. */
export type AnyValues = Readonly<Record<string, string | number | boolean>>;

/** What becomes of the connections, in the words of the fixtures' truth. */
export type TrueOutcome =
  | 'alive'
  | 'heartbeat'
  | 'dead-timeout'
  | 'peer-reset'
  | 'closed-fin'
  | 'half-closed'
  | 'zero-window'
  | 'dropped-while-idle'
  | 'reset-on-resume'
  | 'idle-unprotected'
  | 'reset';

/** What a scenario says when it is over; everything else the lab has noted itself. */
export interface Account {
  /**
   * Of every connection, or by the `address:port` of who connected; `HOST address:port` is for the capture of that host
   * alone, where others show something else.
   */
  outcome: TrueOutcome | ReadonlyMap<string, TrueOutcome>;
  /** What the reader should know of this run. */
  notes?: readonly string[];
}

/** An experiment of the lab. */
export interface Scenario {
  name: string;
  /** One line for the list. */
  summary: string;
  options: ScenarioOptions;
  run(lab: Lab, values: AnyValues): Promise<Account>;
}

/** A scenario whose run() knows the types of its options. */
export function scenario<const Options extends ScenarioOptions>(definition: {
  name: string;
  summary: string;
  options: Options;
  run(lab: Lab, values: OptionValues<Options>): Promise<Account>;
}): Scenario {
  return definition as unknown as Scenario;
}

/** What Linux takes of TCP_KEEPIDLE and TCP_KEEPINTVL, and of TCP_KEEPCNT (include/net/tcp.h, MAX_TCP_KEEPIDLE and on). */
const MOST_SECONDS = 32_767;
const MOST_PROBES = 127;

/** What Linux takes of tcp_keepalive_probes and tcp_retries2: 8 bits (net/ipv4/sysctl_net_ipv4.c). */
export const MOST_OF_SYSTEM = 255;

/** The options of every scenario with a prober: seconds, seconds, probes. */
export function keepaliveOptions(
  idle: number,
  interval: number,
  count: number,
): Record<'idle' | 'interval' | 'count', NumberOption> {
  return {
    idle: {
      kind: 'number',
      describe: 'seconds of silence before the first probe',
      default: idle,
      most: MOST_SECONDS,
    },
    interval: {
      kind: 'number',
      describe: 'seconds between unanswered probes',
      default: interval,
      most: MOST_SECONDS,
    },
    count: {
      kind: 'number',
      describe: 'unanswered probes before giving up',
      default: count,
      most: MOST_PROBES,
    },
  };
}
