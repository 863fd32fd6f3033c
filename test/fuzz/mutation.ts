import type { Random } from '../chaos/random.js';

/** The longest input. */
export const MAX_LENGTH = 16_384;

/** What means something to a reader of JSON, of keys or of arguments. */
const WORDS = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ':',
  ',',
  '\\u0061',
  '\\',
  '\n',
  '\n\n',
  '-',
  '--',
  '=',
  '&',
  '0',
  '-0',
  '1e999',
  '9223372036854775808',
  '123.00',
  'null',
  'true',
  'false',
  '""',
  '{}',
  '"a":1,',
  '"sign":"",',
  '"__proto__":{"a":1},',
  '"constructor":{"prototype":{}},',
  '"data":{',
  '"refundOrderNo":"R1",',
  '"success":false,',
  '-----BEGIN PRIVATE KEY-----',
  '-----END PRIVATE KEY-----',
  '\\n',
  '\ufeff',
  '\u2028',
  '\0',
  '\xff',
  '--key',
  '--mask',
  '--json',
  '--help',
  '--bits',
  'explain',
  'keygen',
].map((word) => Buffer.from(word));

/** A changed copy of an input, or a piece of another in it. */
export function mutate(input: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let bytes = Buffer.from(input);
  for (let times = random.between(1, 6); times > 0; times--) {
    bytes = Buffer.from(step(bytes, other, random));
  }
  return bytes.subarray(0, MAX_LENGTH);
}

function step(bytes: Buffer, other: Uint8Array, random: Random): Uint8Array {
  const from = random.between(0, bytes.length);
  const to = Math.min(bytes.length, from + random.between(0, 1 << random.between(0, 8)));
  const [before, piece, after] = [
    bytes.subarray(0, from),
    bytes.subarray(from, to),
    bytes.subarray(to),
  ];
  const word = WORDS[random.between(0, WORDS.length - 1)]!;
  switch (random.between(0, 7)) {
    case 0:
      return Buffer.concat([before, after]);
    case 1:
      return Buffer.concat([before, word, after]);
    case 2:
      return Buffer.concat([before, word, piece, after]);
    case 3:
      return Buffer.concat([before, piece, piece, after]);
    case 4:
      return Buffer.concat([
        before,
        ...Array.from({ length: random.between(2, 512) }, () => word),
        after,
      ]);
    case 5: {
      const start = random.between(0, other.length);
      return Buffer.concat([before, other.subarray(start, start + random.between(1, 256)), after]);
    }
    case 6: {
      const changed = Buffer.from(bytes);
      if (from < changed.length) {
        changed[from] = changed[from]! ^ (1 << random.between(0, 7));
      }
      return changed;
    }
    default: {
      const changed = Buffer.from(bytes);
      if (from < changed.length) {
        changed[from] = random.between(0, 255);
      }
      return changed;
    }
  }
}
