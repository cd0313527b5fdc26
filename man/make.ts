/** `npm run man`: writes man/keepscope.1 anew. */
import { writeFileSync } from 'node:fs';

import { manPage } from './page.ts';

writeFileSync(new URL('keepscope.1', import.meta.url), await manPage());
