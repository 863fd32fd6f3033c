import { LosslessJsonError, quoteName } from './lossless-json.js';

/** A string, a sign of punctuation, or a word such as a number; white space before it is skipped. */
const TOKEN = /\s*("[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+)/sy;

/**
 * The text of each member's value as it is written, without the white space around it, by name.
 *
 * @param text a JSON object, which was parsed before
 * @throws {LosslessJsonError} a name stands twice, and its values are written differently
 */
export function memberTexts(text: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  const tokens = new Tokens(text);
  tokens.next();
  for (let token = tokens.next(); token.startsWith('"'); token = tokens.next()) {
    const name = JSON.parse(token) as string;
    tokens.next();
    const value = tokens.value();
    if ((members.get(name) ?? value) !== value) {
      throw new LosslessJsonError(`field ${quoteName(name)} appears twice with different values`);
    }
    members.set(name, value);
    if (tokens.next() !== ',') {
      break;
    }
  }
  return members;
}

class Tokens {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next token; empty at the end. */
  next(): string {
    TOKEN.lastIndex = this.#at;
    const token = TOKEN.exec(this.#text)?.[1] ?? '';
    this.#at = token === '' ? this.#text.length : TOKEN.lastIndex;
    return token;
  }

  /** The text of the value that follows, which may be nested. */
  value(): string {
    let depth = 0;
    let begin: number | undefined;
    do {
      const token = this.next();
      begin ??= this.#at - token.length;
      if (token === '') {
        break;
      }
      depth += Number(/^[{[]/.test(token)) - Number(/^[}\]]/.test(token));
    } while (depth > 0);
    return this.#text.slice(begin, this.#at);
  }
}
