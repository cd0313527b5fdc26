/**
 * Prints what the correctness gate compares: the counts of keepscope's report on one capture. Through the library, because
 * the whole report of a hundred thousand connections as JSON is longer than a JavaScript string may be.
 */
import { analyze } from '../../dist/index.js';

const { captures, summary } = await analyze(process.argv[2]);
const { connections, probes, acknowledged } = summary;
const { frames, tcpSegments } = captures[0];
process.stdout.write(JSON.stringify({ frames, tcpSegments, connections, probes, acknowledged }));
