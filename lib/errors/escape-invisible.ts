/**
 * Invisible characters that change how a text looks: controls (C0, DEL, C1), bidirectional and other
 * format characters, line and paragraph separators, lone surrogates, and all characters that Unicode
 * renders as nothing (zero width, tags, variation selectors, fillers).
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Escapes invisible characters as `\u{…}`, for a log, a terminal or an error message. Text from outside
 * could otherwise control a terminal, start a new log line, or look like another text.
 */
export function visibleText(text: string): string {
  return text.replaceAll(
    INVISIBLE,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

/** Escapes invisible characters in a text of several lines, such as a stack, and keeps its line breaks. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visibleText).join('\n');
}

/** Cuts a text to `length` UTF-16 units, never inside a character, and adds `…` where it was cut. */
export function cutText(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
}

/** Removes the full stop of a sentence that is quoted inside another sentence. */
export function withoutFullStop(sentence: string): string {
  return sentence.replace(/[.\s]+$/, '');
}
