/**
 * HTML reports in a real browser: Debian's chromium, driven by playwright-core. A page that says anything on its console,
 * fails, or asks for anything but its own file has a problem; tests hold that there is none.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

import { writeHtml } from '../../src/cli/report-html.ts';
import type { Examination } from '../../src/report/examination.ts';
import type { Selection } from '../../src/report/selection.ts';
import { findTool, type Oracle, oracle } from './oracle.ts';

/** A page's program: the second frame begins when all that the first observed (ResizeObserver) has been told. */
const TWO_FRAMES = 'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))';

/** For the options of `test`. */
export const CHROMIUM: Oracle = oracle('chromium');

/** A page that was opened, and what went wrong in it so far. */
export interface OpenedPage {
  page: Page;
  problems: string[];
}

export interface PageOptions extends BrowserContextOptions {
  /** After the file's name, such as `#connection-3`. */
  hash?: string;
}

/** A browser and a folder for its files, both gone after close(). */
export class ReportBrowser {
  private readonly folder = mkdtempSync(join(tmpdir(), 'keepscope-html-'));
  private browser: Browser | null = null;
  private files = 0;

  /** Writes the report of an examination; gives the path. */
  async write(examination: Examination, selection: Selection = {}): Promise<string> {
    const path = join(this.folder, `report-${this.files++}.html`);
    let text = '';
    for await (const piece of writeHtml(examination, selection)) text += piece;
    writeFileSync(path, text);
    return path;
  }

  /** Opens a report from disk. */
  async open(path: string, { hash = '', ...options }: PageOptions = {}): Promise<OpenedPage> {
    this.browser ??= await chromium.launch({
      executablePath: findTool('chromium') ?? 'chromium',
      // Its sandbox does not work for root.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
    const context = await this.browser.newContext(options);
    const page = await context.newPage();
    const problems: string[] = [];
    const url = pathToFileURL(path).href;
    page.on('console', (message) => problems.push(`console ${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      problems.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (request.url().split('#')[0] !== url) problems.push(`request: ${request.url()}`);
    });
    await page.goto(url + hash);
    // Pictures take the width there is when the page is first laid out, which the end of its loading doesn't wait for.
    if (options.javaScriptEnabled !== false) await page.evaluate(TWO_FRAMES);
    return { page, problems };
  }

  async close(): Promise<void> {
    await this.browser?.close();
    rmSync(this.folder, { recursive: true });
  }
}
