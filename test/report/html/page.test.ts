/** The HTML report in a real browser: what a person does with it, by mouse, keyboard, on a phone and on paper. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';

import { examine } from '../../../src/index.ts';
import type { VerdictCode } from '../../../src/report/model.ts';
import { VERDICT_CODES } from '../../../src/report/verdict-severity.ts';
import { CHROMIUM, type OpenedPage, type PageOptions, ReportBrowser } from '../../support/browser.ts';
import { ALL_FIXTURES, FIXTURES_FOLDER } from '../../support/fixtures.ts';
import { connectionsOf, examinationOf } from '../../support/reports.ts';

const PHONE = { width: 390, height: 780 };

describe('the HTML report in a browser', { skip: CHROMIUM.skip }, () => {
  const browser = new ReportBrowser();
  const reports = new Map<string, Promise<string>>();
  after(() => browser.close());

  /** The report of captures, made once. */
  const reportOf = (files: readonly string[]): Promise<string> => {
    const key = files.join();
    const made = reports.get(key) ?? examine(files, { trace: true }).then((one) => browser.write(one));
    reports.set(key, made);
    return made;
  };
  const dead = (): Promise<string> => reportOf([`${FIXTURES_FOLDER}dead-linkcut-nft.pcap`]);
  const all = (): Promise<string> => reportOf(ALL_FIXTURES.map(({ file }) => file));

  /** Opens, uses, and holds that nothing went wrong meanwhile. */
  const using = async (
    path: Promise<string>,
    options: PageOptions,
    use: (page: Page, opened: OpenedPage) => Promise<void>,
  ): Promise<void> => {
    const opened = await browser.open(await path, options);
    await use(opened.page, opened);
    assert.deepEqual(opened.problems, []);
    await opened.page.context().close();
  };

  it('says at the top which capture, how many of each verdict, and what needs attention', async () => {
    await using(dead(), {}, async (page) => {
      assert.equal(await page.title(), 'dead-linkcut-nft.pcap: 1 of 1 need attention - keepscope');
      assert.equal(await page.locator('h1').innerText(), 'dead-linkcut-nft.pcap');
      assert.match(await page.locator('.lead').innerText(), /1 connection, 1 needs attention: 1 peer-dead/);
      assert.match(await page.locator('.captures').innerText(), /Ethernet, 32 frames, 16 TCP segments/);
      const card = page.locator('details.card');
      assert.match(await card.locator('> summary').innerText(), /The originator gave up 12\.1 s after/);
      assert.match(await card.innerText(), /frame\.number in \{25, 26, 27, 30, 31, 32\}/);
    });
  });

  it('sorts by every heading, both ways, and says so', async () => {
    await using(all(), {}, async (page) => {
      for (const heading of await page.locator('.rows thead th:visible').all()) {
        const button = heading.locator('button');
        await button.click();
        const first = await heading.getAttribute('aria-sort');
        await button.click();
        const second = await heading.getAttribute('aria-sort');
        assert.deepEqual([first, second].sort(), ['ascending', 'descending'], await heading.innerText());
        assert.equal(await page.locator('.rows th[aria-sort]').count(), 1);
      }
      await page.locator('th[data-key=id] button').click();
      assert.deepEqual((await idsOf(page)).slice(0, 4), [1, 2, 3, 4]);
    });
  });

  it('filters by words and by verdict, counts what is left, and shows all again', async () => {
    await using(all(), {}, async (page) => {
      const total = Number(/\d+/.exec(await page.locator('.count').innerText())?.[0]);
      await page.getByRole('searchbox', { name: 'Filter' }).fill('dropped-while-idle');
      assert.match(await page.locator('.count').innerText(), /^\d+ of \d+ connections$/);
      for (const text of await page.locator('.rows td.verdict').allInnerTexts())
        assert.match(text, /dropped-while-idle/);
      await page.getByRole('searchbox', { name: 'Filter' }).fill('nothing like this');
      assert.match(await page.locator('.count').innerText(), new RegExp(`^0 of ${total}`));
      await page.getByRole('button', { name: 'Show all' }).click();
      const chip = page.locator('.verdict-counts button').filter({ hasText: 'closed' }).last();
      await chip.click();
      assert.equal(await chip.getAttribute('aria-pressed'), 'true');
      for (const text of await page.locator('.rows td.verdict').allInnerTexts())
        assert.match(text, /^closed/);
      await chip.click();
      assert.equal(await page.locator('.count').innerText(), `${total} connections`);
    });
  });

  it('opens a connection by keyboard, walks to the next, and closes it', async () => {
    await using(all(), {}, async (page) => {
      const [first = 0, second = 0] = await idsOf(page);
      const button = (id: number): Locator => page.locator(`button[data-open="${id}"]`);
      await button(first).focus();
      await page.keyboard.press('Enter');
      assert.equal(await button(first).getAttribute('aria-expanded'), 'true');
      const details = page.locator(`#${await button(first).getAttribute('aria-controls')}`);
      assert.equal(await details.getByRole('heading', { level: 3 }).count(), 1);
      assert.match(
        (await details
          .getByRole('img', { name: /^Timeline of connection/ })
          .first()
          .getAttribute('aria-label')) ?? '',
        /segments? in/,
      );
      await button(first).focus();
      await page.keyboard.press('ArrowDown');
      assert.equal(await focusedConnection(page), second);
      await page.keyboard.press('End');
      assert.equal(await focusedConnection(page), (await idsOf(page)).at(-1));
      await page.keyboard.press('Home');
      assert.equal(await focusedConnection(page), first);
      await page.keyboard.press('Enter');
      assert.equal(await button(first).getAttribute('aria-expanded'), 'false');
      assert.equal(await details.count(), 0);
    });
  });

  it('zooms by buttons and keys, fits again, and scrolls where it is wide', async () => {
    await using(dead(), {}, async (page) => {
      const scroll = page.locator('.live .scroll').first();
      const width = async (): Promise<number> => Number(await scroll.locator('svg').getAttribute('width'));
      const fitting = await width();
      await page.getByRole('button', { name: 'Zoom in' }).first().click();
      assert.ok((await width()) > fitting * 1.3);
      await scroll.focus();
      await page.keyboard.press('+');
      const wide = await width();
      assert.ok(wide > fitting * 2);
      const box = await scroll.boundingBox();
      const [x, y] = [(box?.x ?? 0) + 300, (box?.y ?? 0) + 60];
      const leftOf = (): Promise<number> => scroll.evaluate(({ scrollLeft }) => scrollLeft);
      const before = await leftOf();
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x - 120, y, { steps: 4 });
      await page.mouse.up();
      assert.equal(Math.round((await leftOf()) - before), 120);
      await page.keyboard.press('-');
      assert.ok((await width()) < wide);
      await page.keyboard.press('0');
      assert.equal(await width(), fitting);
    });
  });

  it('walks from frame to frame and tells each, also to who only hears', async () => {
    await using(dead(), {}, async (page) => {
      await page.locator('.live .scroll').first().focus();
      const tip = page.locator('.tip').first();
      await page.keyboard.press('Home');
      assert.match(await tip.innerText(), /^frame 3, 22:58:49\.566865, originator: SYN$/);
      await page.keyboard.press('End');
      assert.match(await tip.innerText(), /^frame 32, .* later, originator: RST,ACK, gives up$/);
      await page.keyboard.press('ArrowLeft');
      assert.match(await tip.innerText(), /^frame 31, .*: probe 4, no answer$/);
      assert.equal(await tip.getAttribute('role'), 'status');
      await page.keyboard.press('Escape');
      assert.equal(await tip.isVisible(), false);
      await page.getByText('The timeline as a list').first().click();
      // The table is made once the browser tells that the list was opened: a task of its own (HTML, "details", toggle).
      await page.locator('.frame-table').waitFor();
      assert.equal(await page.locator('.frame-table tbody tr').count(), 12);
    });
  });

  it('follows a link to a connection, at the start and later', async () => {
    await using(all(), { hash: '#connection-5' }, async (page) => {
      assert.equal(await page.locator('#opened-5').count(), 1);
      await page.evaluate("location.hash = '#connection-9'");
      await page.locator('#opened-9').waitFor();
      assert.equal(await focusedConnection(page), 9);
    });
  });

  it('keeps an open connection as it is while the page scrolls', async () => {
    await using(all(), { hash: '#connection-5' }, async (page) => {
      await page.locator('#opened-5').getByRole('button', { name: 'Zoom in' }).click();
      const svg = page.locator('#opened-5 .live svg.picture');
      const width = await svg.getAttribute('width');
      await page.mouse.wheel(0, 150);
      await page.waitForTimeout(100);
      assert.equal(await svg.getAttribute('width'), width);
    });
  });

  it('prints what needs attention with still timelines and without controls', async () => {
    await using(all(), {}, async (page) => {
      await page.emulateMedia({ media: 'print' });
      await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
      for (const hidden of ['.toolbar', '.tools', '.timeline.live', '.copy'])
        for (const element of await page.locator(hidden).all())
          assert.equal(await element.isVisible(), false, hidden);
      for (const still of await page.locator('.card .timeline.still svg.picture').all())
        assert.equal(await still.isVisible(), true);
      const count = Number(/\d+/.exec(await page.locator('h2#connections').innerText())?.[0]);
      assert.equal(await page.locator('.rows tr[data-id]').count(), count);
      await page.evaluate("window.dispatchEvent(new Event('afterprint'))");
      assert.ok((await page.locator('.rows tr[data-id]').count()) < count);
      assert.ok((await page.pdf({ format: 'A4' })).length > 10_000);
    });
  });

  it('fits a phone, and opens a connection there', async () => {
    await using(all(), { viewport: PHONE, hasTouch: true, hash: '#connection-5' }, async (page) => {
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), PHONE.width);
      assert.equal(await page.locator('#opened-5 .live svg.picture').isVisible(), true);
    });
  });

  it('without JavaScript shows what needs attention, its timelines, and where the table would be', async () => {
    await using(dead(), { javaScriptEnabled: false }, async (page) => {
      assert.equal(await page.locator('.card .timeline svg.picture').isVisible(), true);
      assert.match(await page.locator('.card').innerText(), /Look at the peer and the path to it/);
      assert.match(await page.locator('noscript').first().innerText(), /needs JavaScript/);
    });
  });

  it('holds 10,000 connections, of which only those on the screen are elements', async () => {
    const codes = Array.from(
      { length: 10_000 },
      (_, index): VerdictCode => VERDICT_CODES[index % VERDICT_CODES.length] ?? 'alive',
    );
    await using(browser.write(examinationOf(connectionsOf(codes))), {}, async (page) => {
      assert.equal(await page.locator('.rows').getAttribute('aria-rowcount'), '10001');
      await page.locator('th[data-key=id] button').click();
      assert.ok((await page.locator('.rows tr[data-id]').count()) < 100);
      await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
      await page.locator('tr[data-id="10000"]').waitFor();
      assert.equal(await page.locator('tr[data-id="10000"]').getAttribute('aria-rowindex'), '10001');
      assert.ok((await page.locator('.rows tr[data-id]').count()) < 100);
      await page.locator('button[data-open="10000"]').click();
      assert.match(await page.locator('#opened-10000').innerText(), /Connection 10000/);
      await page.getByRole('searchbox', { name: 'Filter' }).fill('#777');
      assert.equal(await page.locator('.count').innerText(), '11 of 10,000 connections');
    });
  });

  it('shows an empty capture and a selection without a match', async () => {
    await using(browser.write(examinationOf([])), {}, async (page) => {
      assert.match(await page.locator('main').innerText(), /No connection/);
    });
    const one = examinationOf(connectionsOf(['alive']));
    await using(browser.write(one, { ports: [1] }), {}, async (page) => {
      assert.match(await page.locator('main').innerText(), /No connection matches/);
      assert.match(await page.locator('.selection').innerText(), /Selected: 0 connections \(port 1\)/);
    });
  });
});

/** Of the rows that are elements. */
async function idsOf(page: Page): Promise<number[]> {
  const buttons = await page.locator('.rows button[data-open]').all();
  return Promise.all(buttons.map(async (button) => Number(await button.getAttribute('data-open'))));
}

async function focusedConnection(page: Page): Promise<number> {
  return Number(await page.locator('button[data-open]:focus').getAttribute('data-open'));
}
