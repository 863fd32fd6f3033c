/**
 * Characters that change how a text looks without being seen: controls (C0, DEL, C1), bidirectional
 * and other format characters, line and paragraph separators, lone surrogates, and all that Unicode
 * says to render as nothing (zero width, tags, variation selectors, fillers).
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * A text with its invisible characters as `\u{…}` escapes, for a log, a terminal or an error message:
 * text from outside could otherwise steer a terminal, begin a line of its own, or look like another
 * text.
 */
export function visibleText(text: string): string {
  return text.replaceAll(
    INVISIBLE,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

/** The same for a text of several lines, such as a stack: its line breaks stay. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visibleText).join('\n');
}

/** A text of at most so many UTF-16 units, with `…` where it was cut; no character is cut in half. */
export function cutText(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
}

/** A sentence to go on with in another one, which ends it. */
export function withoutFullStop(sentence: string): string {
  return sentence.replace(/[.\s]+$/, '');
}
