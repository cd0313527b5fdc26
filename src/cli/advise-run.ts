/** Runs `keepscope advise`: looks at what it was asked to look at, and writes the advice; gives the exit status. */
import { endianness } from 'node:os';

import { type Question, settingsAdvice, settingsCheck, snippetsFor } from '../advice/advice.ts';
import { captureAdvice } from '../advice/capture-advice.ts';
import type { FilledSnippet } from '../advice/snippets/catalogue.ts';
import type { KeepaliveSettings } from '../advice/timing.ts';
import { readHost } from '../host/read-host.ts';
import { captureAdviceJson, checkJson, hostJson, recommendationJson } from '../report/advice/advice-json.ts';
import { captureAdviceLines } from '../report/advice/capture-text.ts';
import { checkLines } from '../report/advice/check-text.ts';
import { hostLines } from '../report/advice/host-text.ts';
import { recommendationLines } from '../report/advice/recommendation-text.ts';
import { snippetLines } from '../report/advice/snippet-lines.ts';
import type { Examination } from '../report/examination.ts';
import type { AdviseRequest } from './advise-request.ts';
import { INTERRUPTED, isInterruption, listenForInterrupt } from './interrupt.ts';
import { checkStreams, interrupted, readCaptures } from './reading.ts';
import type { Request } from './request.ts';
import type { Terminal } from './terminal.ts';

/** Nothing could be given. */
const FAILED = 2;

/** The same advice in every form. */
interface Forms {
  text: () => string[];
  json: () => string;
  snippets: readonly FilledSnippet[];
}

/** Runs the request. */
export async function runAdvise(request: AdviseRequest, terminal: Terminal): Promise<number> {
  const { subject, question } = request;
  switch (subject.kind) {
    case 'recommendation':
      return await write(adviceForms(question, terminal), request, terminal);
    case 'check':
      return await write(checkForms(subject.settings, question, terminal), request, terminal);
    case 'host':
      return await write(hostForms(request, terminal), request, terminal);
    case 'capture':
      return await adviseOnCaptures(subject.captures, request, terminal);
  }
}

function adviceForms(question: Question, { screen }: Terminal): Forms {
  const advice = settingsAdvice(question);
  return {
    text: () => recommendationLines(advice, screen),
    json: () => recommendationJson(advice),
    snippets: advice.snippets,
  };
}

function checkForms(settings: KeepaliveSettings, question: Question, { screen }: Terminal): Forms {
  const check = settingsCheck(settings, question);
  return { text: () => checkLines(check, screen), json: () => checkJson(check), snippets: check.snippets };
}

/** The kernel of this machine is the one that settings are judged for, unless another one is named. */
function hostForms({ question, isKernelNamed }: AdviseRequest, { screen }: Terminal): Forms {
  const facts = readHost('/', endianness());
  const { tickRate } = facts;
  const asked = tickRate === null || isKernelNamed ? question : { ...question, rates: [tickRate] };
  const advice = settingsAdvice(asked);
  const settings = advice.recommendation?.settings;
  return {
    text: () => [
      ...hostLines(facts, asked, screen),
      ...(settings === undefined || advice.snippets.length === 0
        ? []
        : snippetLines(advice.snippets, settings, screen)),
    ],
    json: () => hostJson(facts, asked, advice.snippets),
    snippets: advice.snippets,
  };
}

/** All connections count, and none fails. */
const PLAIN_READING: Omit<Request, 'captures' | 'middlebox'> = {
  format: 'table',
  selection: {},
  failOn: null,
  threads: null,
  limits: {},
};

async function adviseOnCaptures(
  captures: readonly string[],
  request: AdviseRequest,
  terminal: Terminal,
): Promise<number> {
  checkStreams({ captures }, terminal);
  const interrupt = listenForInterrupt();
  try {
    const examination = await readCaptures(
      { captures, middlebox: request.middlebox, ...PLAIN_READING },
      terminal,
      interrupt,
      false,
    );
    interrupt.release();
    const status = await write(captureForms(examination, request, terminal), request, terminal);
    return examination.interrupted ? interrupted(terminal) : status;
  } catch (error) {
    if (!isInterruption(error)) throw error;
    terminal.say('interrupted before there was anything to advise on');
    return INTERRUPTED;
  } finally {
    interrupt.release();
  }
}

function captureForms(examination: Examination, { question }: AdviseRequest, { screen }: Terminal): Forms {
  const { limit, product, rates } = question;
  const advice = captureAdvice(examination.connections(), {
    declared: limit === null ? null : { seconds: limit, closes: product?.expiry === 'close' },
    rates,
    findings: examination.findings,
    silenceBeforeLoss: (id) => examination.silenceBeforeLoss?.(id) ?? null,
  });
  const [first] = advice.filter(({ settings }) => settings !== null);
  const settings = first?.settings ?? null;
  const wanted = { ...question, limit: first?.limit?.low ?? null };
  const snippets = settings === null ? [] : snippetsFor(settings, wanted);
  return {
    text: () => captureAdviceLines(examination, advice, snippets, rates, screen),
    json: () => captureAdviceJson(examination, advice, question, snippets),
    snippets,
  };
}

async function write(forms: Forms, { format }: AdviseRequest, { output, say }: Terminal): Promise<number> {
  if (format === 'snippets' && forms.snippets.length === 0) {
    say('there is nothing to set; without --format snippets it says why');
    return FAILED;
  }
  const text =
    format === 'json'
      ? forms.json()
      : format === 'snippets'
        ? `${forms.snippets.map(({ text: snippet }) => snippet).join('\n\n')}\n`
        : `${forms.text().join('\n')}\n`;
  await output.writeAll([text]);
  return 0;
}
