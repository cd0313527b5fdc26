/** The declared list of the benchmark's cases: what capture each is, and what smaller ones the slow contestants get. */
import type { Format, Recipe } from './generate.ts';
import type { MixName } from './mixes.ts';

/** 96 octets hold the headers; 1514 a whole Ethernet frame with 1,500 octets of IP. */
export type Snaplen = 96 | 1514;

export interface Case {
  name: string;
  /** What it shows that the others do not. */
  about: string;
  mix: MixName;
  frames: number;
  connections: number;
  ipv6: boolean;
  snaplen: Snaplen;
  format: Format;
  /** Whether JSON and events are timed too. They are slow, and what they cost has little to do with how frames come in. */
  everyOutput: boolean;
  /** Frames of the smaller captures that the slow contestants get. */
  thorough: readonly number[];
}

/** A capture of a case, and whether the contestants that follow every connection in their own time read it too. */
export interface Heat extends Required<Recipe> {
  thorough: boolean;
  fast: boolean;
}

export const HEADLINE = 'everyday';
/** What analyzers get through in bearable time; and the headline whole, however long it takes them. */
const THOROUGH = 500_000;
const THOROUGH_HEADLINE = [THOROUGH, 10_000_000];
/** Fewer connections are not scaled down with the frames. */
const FEW_CONNECTIONS = 100;

/** What all cases are, but for what they say themselves. */
const EVERYDAY: Case = {
  name: '',
  about: '',
  mix: 'everyday',
  frames: 10_000_000,
  connections: 100_000,
  ipv6: false,
  snaplen: 96,
  format: 'pcap',
  everyOutput: false,
  thorough: [THOROUGH],
};

export const CASES: readonly Case[] = [
  {
    ...EVERYDAY,
    name: HEADLINE,
    about: 'the headline: requests, responses, idle time with probes, endings',
    everyOutput: true,
    thorough: THOROUGH_HEADLINE,
  },
  {
    ...EVERYDAY,
    name: 'few',
    about: 'the same with few connections: state is always in cache',
    connections: 100,
  },
  {
    ...EVERYDAY,
    name: 'many',
    about: 'ten frames a connection, one short request and response, so that every frame meets another one',
    mix: 'brief',
    connections: 1_000_000,
    everyOutput: true,
  },
  { ...EVERYDAY, name: 'ipv6', about: 'the headline over IPv6', ipv6: true },
  { ...EVERYDAY, name: 'pcapng', about: 'the headline as pcapng', format: 'pcapng' },
  { ...EVERYDAY, name: 'gzip', about: 'the headline as pcap, compressed', format: 'gzip' },
  {
    ...EVERYDAY,
    name: 'data',
    about: 'mostly data: long responses one after the other',
    mix: 'data',
    connections: 10_000,
    everyOutput: true,
  },
  {
    ...EVERYDAY,
    name: 'full-frames',
    about: 'mostly data, whole frames of 1,500 octets; 1 million frames, because 10 would take 10 GB',
    mix: 'data',
    frames: 1_000_000,
    connections: 1_000,
    snaplen: 1514,
  },
  {
    ...EVERYDAY,
    name: 'idle',
    about: 'mostly idle: nine frames in ten are probes and their answers',
    mix: 'idle',
    everyOutput: true,
  },
  {
    ...EVERYDAY,
    name: 'heartbeats',
    about: 'heartbeats of applications whose octets say nothing, each of which has to be told from data',
    mix: 'heartbeats',
  },
  {
    ...EVERYDAY,
    name: 'messages',
    about: 'messages of any length, seconds apart: every other frame ends a silence of its connection',
    mix: 'messages',
  },
  {
    ...EVERYDAY,
    name: 'syn-flood',
    about: 'SYNs of spoofed and real hosts, half of them never answered, among 20,000 everyday connections',
    mix: 'syn-flood',
    connections: 1_800_000,
    everyOutput: true,
  },
];

/** The case with fewer frames, for a try-out, and its share of the connections. */
export function scaled<T extends { frames: number; connections: number }>(whole: T, frames: number): T {
  if (frames >= whole.frames) return whole;
  const share = Math.ceil(whole.connections * (frames / whole.frames));
  return { ...whole, frames, connections: Math.max(share, Math.min(whole.connections, FEW_CONNECTIONS)) };
}

/** What is run of a case: the whole capture for those who are fast, smaller ones beside for the others. */
export function heatsOf({ frames, connections, ipv6, mix, snaplen, format, thorough }: Case): Heat[] {
  const whole: Heat = { frames, connections, ipv6, mix, snaplen, format, fast: true, thorough: false };
  const smaller = thorough.filter((size) => size < frames).map((size) => scaled(whole, size));
  return [
    { ...whole, thorough: smaller.length < thorough.length },
    ...smaller.map((heat) => ({ ...heat, fast: false, thorough: true })),
  ];
}

/** The name of the file that holds the capture. */
export function fileName({ mix, frames, connections, ipv6, snaplen, format }: Required<Recipe>): string {
  const ending = { pcap: 'pcap', pcapng: 'pcapng', gzip: 'pcap.gz' }[format];
  return `keepscope-bench-${mix}-${frames}x${connections}-${ipv6 ? 'ipv6' : 'ipv4'}-${snaplen}.${ending}`;
}
