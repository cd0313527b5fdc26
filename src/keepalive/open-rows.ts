/**
 * Rows of which something may be open when the capture ends, ascending: of those with IF_KEPT that is so only where a watch
 * is kept, of all others a probe waits for its answer. Only a number is in here: express/ is compiled with it too.
 */
export const IF_KEPT = 0x80000000;
