/** What `keepscope advise` says of settings, as codes and numbers: what to set, or what given settings come to. */
import { MIDDLEBOXES, type Middlebox } from '../diagnosis/middleboxes.ts';
import { checkLimit, type LimitCheck } from './limit-check.ts';
import { type Recommendation, recommend, UNKNOWN_PATH, type Wanted } from './recommendation.ts';
import { type FilledSnippet, filled } from './snippets/catalogue.ts';
import type { Snippet } from './snippets/snippet.ts';
import type { KeepaliveSettings, TickRates } from './timing.ts';

/** What advice is asked for. */
export interface Question extends Wanted {
  /** The product that the limit is of, where it was named. */
  product: Middlebox | null;
  rates: TickRates;
  snippets: readonly Snippet[];
}

/** What to set. */
export interface SettingsAdvice {
  question: Question;
  /** Nothing was asked for: the limit is that of an unknown path. */
  isAssumed: boolean;
  /** Null where keepalive does not count, or whole seconds cannot do it. */
  recommendation: Recommendation | null;
  snippets: readonly FilledSnippet[];
}

/** What given settings come to. */
export interface SettingsCheck {
  question: Question;
  settings: KeepaliveSettings;
  /** Against the limit of the question; null where there is none. */
  check: LimitCheck | null;
  products: readonly ProductCheck[];
  snippets: readonly FilledSnippet[];
}

export interface ProductCheck {
  product: Middlebox;
  check: LimitCheck;
}

/** What to set for what is asked for; for a path of which nothing is known where nothing is. */
export function settingsAdvice(question: Question): SettingsAdvice {
  const isAssumed = question.limit === null && question.detection === null;
  const asked = isAssumed ? { ...question, limit: UNKNOWN_PATH } : question;
  const recommendation = asked.product?.expiry === 'close' ? null : recommend(asked, asked.rates);
  return {
    question: asked,
    isAssumed,
    recommendation,
    snippets: recommendation === null ? [] : snippetsFor(recommendation.settings, asked),
  };
}

/** What `settings` come to, for what is asked for and for every known product. */
export function settingsCheck(settings: KeepaliveSettings, question: Question): SettingsCheck {
  const { limit, product, rates } = question;
  return {
    question,
    settings,
    check: limit === null ? null : checkLimit(settings, limit, rates, product?.expiry),
    products: MIDDLEBOXES.map((one) => ({
      product: one,
      check: checkLimit(settings, one.seconds, rates, one.expiry),
    })),
    // What was given is what is written: nothing is wanted of it.
    snippets: snippetsFor(settings, { ...question, limit: null, detection: null }),
  };
}

/** The snippets of the question with these settings. */
export function snippetsFor(
  settings: KeepaliveSettings,
  { snippets, limit, detection, rates }: Question,
): FilledSnippet[] {
  return snippets.map((snippet) => filled(snippet, settings, { limit, detection }, rates));
}
