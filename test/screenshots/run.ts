/**
 * Makes the pictures of the HTML report in docs/images/ anew, from captures of fixtures/: `npm run screenshots`. Needs
 * chromium. Look at them before they are committed.
 */
import { fileURLToPath } from 'node:url';

import { examine } from '../../src/index.ts';
import { type PageOptions, ReportBrowser } from '../support/browser.ts';

interface Shot {
  name: string;
  captures: readonly string[];
  options: PageOptions;
}

const SHOTS: readonly Shot[] = [
  {
    name: 'html-report',
    captures: [
      'dead-linkcut-nft',
      'lab/nat-expiry.client',
      'peer-reboot',
      'lab/zero-window',
      'windows-alive',
      'fin-close',
    ],
    options: { viewport: { width: 1200, height: 840 }, colorScheme: 'light' },
  },
  {
    name: 'html-report-connection',
    captures: ['any-router.sll2', 'lab/alive', 'lab/nat-reset.client', 'lab/fin'],
    options: { viewport: { width: 1200, height: 760 }, colorScheme: 'dark', hash: '#connection-1' },
  },
];

const ROOT = new URL('../../', import.meta.url);
const browser = new ReportBrowser();
try {
  process.chdir(fileURLToPath(ROOT));
  for (const { name, captures, options } of SHOTS) {
    const files = captures.map((capture) => `fixtures/${capture}.pcap`);
    const { page } = await browser.open(await browser.write(await examine(files, { trace: true })), options);
    await page.screenshot({ path: `docs/images/${name}.png` });
  }
} finally {
  await browser.close();
}
