/**
 * Captures made to do harm to whoever shows them: wherever a capture or its name can hold text, it holds something that
 * a terminal, a browser, a spreadsheet or a Markdown renderer would obey.
 */
import { PcapngBuilder, type PcapngOption } from './captures.ts';
import { conversation } from './conversation.ts';

const ESCAPE = String.fromCharCode(27);
const BELL = String.fromCharCode(7);

/** Texts that something obeys; each is known again by a word of its own, HARM and a number. */
export const HOSTILE_TEXTS: readonly string[] = [
  // Terminals: clear the screen, set the title, write to the clipboard, turn the reading direction.
  `${ESCAPE}[2J${ESCAPE}]0;HARM1${BELL}${ESCAPE}]52;c;SEFSTQ==${BELL}`,
  'HARM2\r\nkeepscope: everything is fine\u202e\u0085\u009b31m',
  // Browsers.
  '</script><script>alert("HARM3")</script><img src=x onerror=alert(1)>',
  "\"><svg onload=alert('HARM4')>&lt;b&gt;<!--",
  'javascript:alert("HARM5")//{{constructor.constructor("HARM5")()}}<%= HARM5 %>',
  // Spreadsheets.
  '=cmd|\'/C calc\'!A0,"HARM6"',
  '@SUM(1+1)*HARM7',
  '+HARM8,\n-HARM8;\tHARM8',
  '-HARM14+1',
  '＝HYPERLINK("http://harm.example/9","HARM9")',
  // Markdown, and what GitHub and GitLab make of text.
  '`` ` ```HARM10](http://harm.example) ![](http://harm.example/x.png) <b>| a | b |\n# HARM10',
  '@everyone #1 !2 ~3 &4 $5 %6 GH-7 https://harm.example/?HARM11 www.harm.example a@harm.example',
  '\\|HARM12\\`\\',
  // Whoever counts octets as characters, or trusts the length.
  `\ud83d\ud83dHARM13${'\u{1f4a5}'.repeat(40)}\0HARM13`,
];

/** The same texts as names of files, as far as the system lets a file have such a name. */
export const HOSTILE_NAMES: readonly string[] = HOSTILE_TEXTS.map(
  (text, at) => `${text.replaceAll('/', '\u2215').replaceAll('\0', '').slice(0, 60)}${at}.pcapng`,
).map((name) => name.replaceAll(/[\ud800-\udfff]/g, ''));

/** A peer that dies, so that there is a verdict with evidence; the payload and every option of the file is hostile. */
export function hostileCapture(): Uint8Array {
  const talk = conversation({ originator: { port: 40_001 } }).handshake();
  const octets = new TextEncoder();
  for (const text of HOSTILE_TEXTS) talk.originator.data(0, { payload: octets.encode(text) });
  talk.responder.ack();
  talk.at(10).originator.probe();
  talk.responder.ack();
  for (const at of [20, 21, 22]) talk.at(at).originator.probe();
  talk.at(23).originator.abort();

  const every = (code: number): PcapngOption[] => HOSTILE_TEXTS.map((text) => [code, octets.encode(text)]);
  const first = (code: number, index: number): PcapngOption => [
    code,
    octets.encode(HOSTILE_TEXTS[index % HOSTILE_TEXTS.length] ?? ''),
  ];
  const capture = new PcapngBuilder()
    // opt_comment, shb_hardware, shb_os, shb_userappl.
    .section(true, [...every(1), first(2, 0), first(3, 2), first(4, 5)])
    // if_name, if_description, if_filter (its first octet is a type), if_os, if_hardware.
    .interface({ options: [...every(1), first(2, 6), first(3, 9), first(11, 1), first(12, 3), first(15, 4)] })
    .block(4, nameResolution());
  for (const [index, frame] of talk.frames.entries())
    capture.enhancedPacket(frame, [first(1, index), first(1, index + 1)]);
  return capture.statistics(0, { 5: 3n }).done();
}

/** draft-ietf-opsawg-pcapng §4.5: both hosts under hostile names. */
function nameResolution(): Uint8Array {
  const records = ['10.0.0.1', '10.0.0.2'].map((address, index) => {
    const name = new TextEncoder().encode(`${HOSTILE_TEXTS[index] ?? ''}\0`);
    const record = new Uint8Array(4 + ((4 + name.length + 3) & ~3));
    new DataView(record.buffer).setUint16(0, 1, true);
    new DataView(record.buffer).setUint16(2, 4 + name.length, true);
    record.set(address.split('.').map(Number), 4);
    record.set(name, 8);
    return record;
  });
  return new Uint8Array(Buffer.concat([...records, new Uint8Array(4)]));
}
