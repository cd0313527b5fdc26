/** The HTML report for everybody: what axe-core checks (contrast, names, headings, tables), in light and dark, wide and narrow. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import axe from 'axe-core';

import { examine } from '../../../src/index.ts';
import { CHROMIUM, ReportBrowser } from '../../support/browser.ts';
import { ALL_FIXTURES } from '../../support/fixtures.ts';

const SCREENS = [
  { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  { colorScheme: 'light', viewport: { width: 390, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 390, height: 800 } },
] as const;

describe('the HTML report for everybody', { skip: CHROMIUM.skip }, () => {
  const browser = new ReportBrowser();
  after(() => browser.close());
  const report = examine(
    ALL_FIXTURES.map(({ file }) => file),
    { trace: true },
  ).then((examination) => browser.write(examination));

  for (const screen of SCREENS) {
    it(`axe finds nothing: ${screen.colorScheme}, ${screen.viewport.width} pixels wide`, async () => {
      const { page, problems } = await browser.open(await report, { ...screen, hash: '#connection-7' });
      await page.locator('#opened-7 summary').first().click();
      await page.locator('#opened-7 .live .scroll').focus();
      await page.keyboard.press('End');
      await page.evaluate(axe.source);
      const found = await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html, nodes[0].failureSummary]))',
      );
      assert.deepEqual(found, []);
      assert.deepEqual(problems, []);
      await page.context().close();
    });
  }

  it('the ground is dark where dark is wanted', async () => {
    const grounds: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await browser.open(await report, { colorScheme });
      grounds.push(String(await page.evaluate('getComputedStyle(document.body).backgroundColor')));
      await page.context().close();
    }
    assert.deepEqual(grounds, ['rgb(255, 255, 255)', 'rgb(15, 19, 24)']);
  });

  it('no heading skips a level, and every table has headings with a scope', async () => {
    const { page } = await browser.open(await report, { hash: '#connection-7' });
    const levels: number[] = [];
    for (const heading of await page.locator('h1, h2, h3, h4').all())
      levels.push(Number(await heading.evaluate((element) => element.nodeName.slice(1))));
    assert.equal(levels[0], 1);
    assert.equal(levels.filter((level) => level === 1).length, 1);
    assert.ok(
      levels.every((level, index) => index === 0 || level <= (levels[index - 1] ?? 0) + 1),
      levels.join(),
    );
    assert.equal(await page.locator('table th:not([scope])').count(), 0);
    await page.context().close();
  });
});
