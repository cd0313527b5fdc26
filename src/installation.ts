/**
 * Where keepscope is installed: the folder with package.json. This file is one folder below it, in src/ as in dist/, where
 * the build puts it into a chunk of its own or of others, all of them in dist/ itself (rolldown.config.mjs).
 */
export const INSTALLATION: URL = new URL('../', import.meta.url);
