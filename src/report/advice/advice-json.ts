/** Advice as JSON: the contract of schema/advice-1.json, in its key order. */
import type { Question, SettingsAdvice, SettingsCheck } from '../../advice/advice.ts';
import type { HostFacts } from '../../advice/host-facts.ts';
import { checkLimit, type LimitCheck } from '../../advice/limit-check.ts';
import type { FilledSnippet } from '../../advice/snippets/catalogue.ts';
import {
  type KeepaliveSettings,
  latestTiming,
  nominalDetection,
  rateTiming,
  type TickRates,
} from '../../advice/timing.ts';
import { MIDDLEBOXES } from '../../diagnosis/middleboxes.ts';
import type { Examination } from '../examination.ts';
import { GENERATOR } from '../generator.ts';
import { jsonText } from '../json-octets.ts';
import { type Advice, reasonOf } from './change-reason.ts';

export const ADVICE_SCHEMA_VERSION = '1.0';

/** What was asked, and what was answered; null where it was not looked at. */
interface Parts {
  subject: 'recommendation' | 'settings' | 'captures' | 'host';
  question: Question;
  isAssumed?: boolean;
  settings: KeepaliveSettings | null;
  largestIdle?: number | null;
  snippets: readonly FilledSnippet[];
  captures?: Examination['captures'];
  advice?: readonly Advice[];
  host?: HostFacts;
}

export function recommendationJson({
  question,
  isAssumed,
  recommendation,
  snippets,
}: SettingsAdvice): string {
  const settings = recommendation?.settings ?? null;
  const largestIdle = recommendation?.largestIdle ?? null;
  return adviceJson({ subject: 'recommendation', question, isAssumed, settings, largestIdle, snippets });
}

export function checkJson({ question, settings, snippets }: SettingsCheck): string {
  return adviceJson({ subject: 'settings', question, settings, snippets });
}

export function captureAdviceJson(
  { captures }: Pick<Examination, 'captures'>,
  advice: readonly Advice[],
  question: Question,
  snippets: readonly FilledSnippet[],
): string {
  return adviceJson({ subject: 'captures', question, settings: null, snippets, captures, advice });
}

export function hostJson(host: HostFacts, question: Question, snippets: readonly FilledSnippet[]): string {
  return adviceJson({ subject: 'host', question, settings: host.settings, snippets, host });
}

function adviceJson(parts: Parts): string {
  const { subject, question, settings, snippets, captures, advice, host } = parts;
  const { limit, product, detection, rates } = question;
  const value = {
    schemaVersion: ADVICE_SCHEMA_VERSION,
    generator: GENERATOR,
    subject,
    wanted: {
      limitSeconds: limit,
      product: product === null ? null : { ...product },
      detectionSeconds: detection,
      assumed: parts.isAssumed ?? false,
      tickRates: rates,
    },
    settings: settings === null ? null : settingsJson(settings),
    largestIdleSeconds: parts.largestIdle ?? null,
    timing: settings === null ? null : timingJson(settings, question),
    check:
      settings === null || limit === null
        ? null
        : checkOf(checkLimit(settings, limit, rates, product?.expiry)),
    products:
      settings === null
        ? null
        : MIDDLEBOXES.map(({ name, title, seconds, expiry }) => {
            const { verdict, lateRates } = checkLimit(settings, seconds, rates, expiry);
            return { name, title, seconds, verdict, lateRates };
          }),
    captures: captures ?? null,
    changes: advice?.map((one) => changeJson(one, rates)) ?? null,
    host:
      host === undefined
        ? null
        : { retries: host.retries, tickRate: host.tickRate, connections: host.sockets.map(socketJson) },
    snippets: snippets.map(({ snippet, text, settings: inForce, isEnough }) => ({
      name: snippet.name,
      title: snippet.title,
      text,
      settings: settingsJson(inForce),
      isEnough,
      isHeartbeat: snippet.isHeartbeat,
      source: snippet.source,
    })),
  };
  return `${jsonText(value)}\n`;
}

function settingsJson({ idle, interval, count }: KeepaliveSettings): object {
  return { idleSeconds: idle, intervalSeconds: interval, count };
}

function timingJson(settings: KeepaliveSettings, { rates }: Question): object {
  const latest = latestTiming(settings, rates);
  return {
    detectionSeconds: nominalDetection(settings),
    latestFirstProbeSeconds: latest.firstProbe,
    latestSecondProbeSeconds: latest.secondProbe,
    latestGiveUpSeconds: latest.giveUp,
    kernels: rates.map((rate) => {
      const { firstProbe, secondProbe, giveUp } = rateTiming(settings, rate);
      return {
        tickRate: rate,
        latestFirstProbeSeconds: firstProbe,
        latestSecondProbeSeconds: secondProbe,
        latestGiveUpSeconds: giveUp,
      };
    }),
  };
}

function checkOf({ verdict, margin, marginAfterLoss, lateRates, lateRatesAfterLoss }: LimitCheck): object {
  return {
    verdict,
    marginSeconds: margin,
    marginAfterLossSeconds: marginAfterLoss,
    lateRates,
    lateRatesAfterLoss,
  };
}

function changeJson(advice: Advice, rates: TickRates): object {
  const { code, side, isEither, hosts, hostCount, connectionCount, connections, example, finding, limit } =
    advice;
  const reason = reasonOf(advice, rates);
  return {
    code,
    side,
    isEither,
    hosts,
    hostCount,
    responderCount: advice.responderCount,
    connectionCount,
    connections,
    example: {
      id: example.id,
      originator: example.originator,
      responder: example.responder,
      longestSilenceSeconds: example.longestSilenceSeconds,
      keepalive: example.keepalive,
      verdict: example.verdict.code,
    },
    finding: finding?.code ?? null,
    summary: reason?.summary ?? null,
    evidence: reason?.evidence ?? [],
    limit:
      limit === null
        ? null
        : { basis: limit.basis, lowSeconds: limit.low, highSeconds: limit.high, products: limit.products },
    settings: advice.settings === null ? null : settingsJson(advice.settings),
  };
}

function socketJson(socket: HostFacts['sockets'][number]): object {
  const { local, remote, isLocal, keepalive, remaining, unanswered, inode, uid, owners } = socket;
  return { local, remote, isLocal, keepalive, remainingSeconds: remaining, unanswered, inode, uid, owners };
}
