/** Counts the frames of a capture with pcap-parser and nothing else: what reading alone costs there. */
import { parse } from 'pcap-parser';

let frames = 0;
const parser = parse(process.argv[2]);
parser.on('packet', () => {
  frames += 1;
});
parser.on('error', (error) => {
  throw error;
});
parser.on('end', () => process.stdout.write(`${frames}\n`));
