import { closingBracket, partsInBrackets, skipBlanks, type Span } from './source-scanner.js';

export type ModuleProperty = 'imports' | 'controllers' | 'providers';

const MAX_WIDTH = 80;

/**
 * Adds elements to a list of the first `@Module` of a source. Returns `undefined` if the decorator is not
 * written as an object with lists, such as `@Module(metadata)`.
 *
 * A text edit rather than the compiler's syntax tree: the app's TypeScript may be one without that API, as
 * version 7, and everything else in the file stays as it is, comments included.
 */
export function addToModule(
  source: string,
  property: ModuleProperty,
  elements: readonly string[],
): string | undefined {
  const open = metadataStart(source);
  if (open === undefined) {
    return undefined;
  }
  const parts = partsInBrackets(source, open);
  const found = parts.find((part) => keyOf(source, part) === property);
  if (found !== undefined) {
    return extendList(source, found, elements);
  }
  // A list in a spread object would be replaced.
  return parts.some(({ start }) => source.startsWith('...', start))
    ? undefined
    : insertProperty(source, open, parts, `${property}: [${elements.join(', ')}]`);
}

/** The index of the `{` in `@Module({`. */
function metadataStart(source: string): number | undefined {
  const decorator = /^@Module\s*\(/m.exec(source);
  if (decorator === null) {
    return undefined;
  }
  const open = skipBlanks(source, decorator.index + decorator[0].length);
  return source.charAt(open) === '{' ? open : undefined;
}

/** The key of a property, also of one without a value: `{ providers }`. */
function keyOf(source: string, { start, end }: Span): string | undefined {
  return /^['"]?(\w+)['"]?\s*(?::|$)/.exec(source.slice(start, end))?.[1];
}

function insertProperty(
  source: string,
  open: number,
  parts: readonly Span[],
  text: string,
): string {
  const last = parts.at(-1);
  if (last === undefined) {
    const close = closingBracket(source, open) ?? open + 1;
    return replace(source, { start: open + 1, end: close }, `\n  ${text},\n`);
  }
  const isOneLine = !source.slice(open, last.end).includes('\n');
  const separator = isOneLine ? ', ' : `,\n${indentationAt(source, last.start)}`;
  return replace(source, { start: last.end, end: last.end }, `${separator}${text}`);
}

function extendList(
  source: string,
  property: Span,
  elements: readonly string[],
): string | undefined {
  const colon = source.indexOf(':', property.start);
  const open = colon === -1 || colon > property.end ? -1 : skipBlanks(source, colon + 1);
  const close = source.charAt(open) === '[' ? closingBracket(source, open) : undefined;
  if (close === undefined || close + 1 !== property.end) {
    return undefined;
  }
  const isOneLine = !source.slice(open, close).includes('\n');
  return isOneLine
    ? extendLine(source, { start: open, end: close }, elements)
    : addLines(source, { start: open, end: close }, elements);
}

/** Adds to `[A, B]`; breaks it into lines if it becomes too long. */
function extendLine(source: string, list: Span, elements: readonly string[]): string {
  const present = partsInBrackets(source, list.start).map(({ start, end }) =>
    source.slice(start, end),
  );
  const all = [...present, ...elements];
  const line = all.join(', ');
  const lineStart = source.lastIndexOf('\n', list.start) + 1;
  const isShort = list.start - lineStart + `[${line}],`.length <= MAX_WIDTH;
  const indentation = indentationAt(source, list.start);
  const text = isShort ? line : `\n${linesOf(all, `${indentation}  `)}${indentation}`;
  return replace(source, { start: list.start + 1, end: list.end }, text);
}

/** Adds to a list that has lines already. */
function addLines(source: string, list: Span, elements: readonly string[]): string {
  const last = partsInBrackets(source, list.start).at(-1);
  const text = linesOf(elements, `${indentationAt(source, list.end)}  `);
  const lineStart = source.lastIndexOf('\n', list.end) + 1;
  const withElements = replace(source, { start: lineStart, end: lineStart }, text);
  return last === undefined || source.charAt(skipBlanks(source, last.end)) === ','
    ? withElements
    : replace(withElements, { start: last.end, end: last.end }, ',');
}

function linesOf(elements: readonly string[], indentation: string): string {
  return elements.map((element) => `${indentation}${element},\n`).join('');
}

/** The blanks at the beginning of the line that the index is in. */
function indentationAt(source: string, index: number): string {
  const line = source.slice(source.lastIndexOf('\n', index - 1) + 1);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

function replace(source: string, { start, end }: Span, text: string): string {
  return source.slice(0, start) + text + source.slice(end);
}
