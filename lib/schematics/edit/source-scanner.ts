/** A part of a source text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
/** A slash after one of these begins a regular expression, not a division. */
const BEFORE_REGEX = /[(,=:[!&|?{};>]$/;

/** The index of the bracket that closes the one at `open`, or `undefined` if there is none. */
export function closingBracket(source: string, open: number): number | undefined {
  return scan(source, open).close;
}

/** The parts between a bracket and its closing one, separated by commas, without blanks and comments around them. */
export function partsInBrackets(source: string, open: number): Span[] {
  const { commas, close = source.length } = scan(source, open);
  const limits = [open, ...commas, close];
  return limits
    .slice(1)
    .map((end, i) => codeIn(source, { start: (limits[i] ?? 0) + 1, end }))
    .filter(({ start, end }) => end > start);
}

/** The first index from `start` that is neither blank nor part of a comment. */
export function skipBlanks(source: string, start: number): number {
  let at = start;
  for (;;) {
    at += /^\s*/.exec(source.slice(at))?.[0].length ?? 0;
    const after = afterComment(source, at);
    if (after === undefined) {
      return at;
    }
    at = after;
  }
}

/** Follows brackets, and steps over texts, comments and regular expressions. */
function scan(source: string, open: number): { commas: number[]; close: number | undefined } {
  const expected: string[] = [];
  const commas: number[] = [];
  let at = open;
  while (at < source.length) {
    const character = source.charAt(at);
    const closing = CLOSING[character];
    const after = afterLiteral(source, at);
    if (after !== undefined) {
      at = after;
      continue;
    }
    if (closing !== undefined) {
      expected.push(closing);
    } else if (character === expected.at(-1)) {
      expected.pop();
      if (expected.length === 0) {
        return { commas, close: at };
      }
    } else if (character === ',' && expected.length === 1) {
      commas.push(at);
    }
    at += 1;
  }
  return { commas, close: undefined };
}

/** The index after the text, comment or regular expression that begins here, if one does. */
function afterLiteral(source: string, at: number): number | undefined {
  const character = source.charAt(at);
  if (character === "'" || character === '"') {
    return afterMatch(source, at, /(['"])(?:\\[^]|(?!\1)[^\\])*\1/y);
  }
  if (character === '`') {
    return afterTemplate(source, at);
  }
  if (character === '/') {
    return afterComment(source, at) ?? afterRegex(source, at);
  }
  return undefined;
}

function afterComment(source: string, at: number): number | undefined {
  return afterMatch(source, at, /\/\/[^\n]*|\/\*[^]*?\*\//y);
}

function afterRegex(source: string, at: number): number | undefined {
  return BEFORE_REGEX.test(source.slice(0, at).trimEnd())
    ? afterMatch(source, at, /\/(?:\\.|\[(?:\\.|[^\]\n\\])*\]|[^/[\n\\])+\/[a-z]*/y)
    : undefined;
}

function afterTemplate(source: string, open: number): number {
  let at = open + 1;
  while (at < source.length && source.charAt(at) !== '`') {
    if (source.startsWith('${', at)) {
      at = (closingBracket(source, at + 1) ?? source.length) + 1;
    } else {
      at += source.charAt(at) === '\\' ? 2 : 1;
    }
  }
  return at + 1;
}

function afterMatch(source: string, at: number, pattern: RegExp): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(source) ? pattern.lastIndex : undefined;
}

/** A span without the blanks and comments at its two ends. */
function codeIn(source: string, { start, end }: Span): Span {
  const begin = skipBlanks(source, start);
  let codeEnd = begin;
  for (let at = begin; at < end; at = skipBlanks(source, codeEnd)) {
    codeEnd = afterLiteral(source, at) ?? at + 1;
  }
  return { start: begin, end: codeEnd };
}
