import { visibleText } from '../errors/visible-text.js';

const QUOTES = /["'`\u00AB\u00BB\u2018-\u201F]/;

/**
 * What a text has in it that no id and no address has, as a phrase that follows the option's name:
 * quotes that a tool kept, blanks, characters that nobody sees, words for no value.
 */
export function problemOfMarks(text: string): string | undefined {
  if (/^(?:undefined|null|NaN|\[object \w+\])$/.test(text)) {
    return `is the text "${text}", so that what it is taken from is not set`;
  }
  if (/^(?:\$[({]|\{\{|<[^>]*>$|%\w+%$)/.test(text)) {
    return 'is a placeholder that was not replaced';
  }
  if (QUOTES.test(text)) {
    return 'has a quotation mark in it: remove it (docker keeps the quotes of an --env-file)';
  }
  if (/^\s|\s$/.test(text)) {
    return 'has a blank at its beginning or end: remove it';
  }
  if (/\s/.test(text)) {
    return 'has a blank in it: remove it';
  }
  const visible = visibleText(text);
  return visible === text
    ? undefined
    : `has an invisible character in it, ${/\\u\{[0-9a-f]+\}/.exec(visible)?.[0]}: type it anew`;
}
