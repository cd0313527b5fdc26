/**
 * Who wrote a report. The version is a constant, for the core reads no file of its own; a test holds it to package.json.
 */

/** Name and version of the program that made a report. */
export const GENERATOR = { name: 'keepscope', version: '0.1.0' } as const;
