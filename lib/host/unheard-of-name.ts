import { randomInt } from 'node:crypto';

/**
 * A random event name with as many parts as another one, so that the same wildcards match its form. The
 * app chooses the delimiter: with `-`, the name `newpay.paid` is one part. Checked on eventemitter2 6.4.9.
 */
export function unheardOfName(name: string, emitter: object): string {
  const { delimiter = '.' } = emitter as { delimiter?: string };
  return name.split(delimiter).map(randomPart).join(delimiter);
}

/** Of private-use characters, of which no delimiter consists. */
function randomPart(): string {
  return Array.from({ length: 16 }, () => String.fromCharCode(randomInt(0xe000, 0xf8ff))).join('');
}
