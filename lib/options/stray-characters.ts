import { visibleText } from '../errors/escape-invisible.js';

const QUOTES = /["'`\u00AB\u00BB\u2018-\u201F]/;

/**
 * Finds characters that no ID and no URL contains: quotes that a tool kept, white space, invisible
 * characters, and texts such as `undefined`. Returns a phrase that follows the option's name.
 */
export function problemOfMarks(text: string): string | undefined {
  if (/^(?:undefined|null|NaN|\[object \w+\])$/.test(text)) {
    return `is the text "${text}": the setting that it is read from has no value`;
  }
  if (/^(?:\$[({]|\{\{|<[^>]*>$|%\w+%$)/.test(text)) {
    return 'is a placeholder that was not replaced';
  }
  if (QUOTES.test(text)) {
    return 'contains a quotation mark: remove it (docker keeps the quotes in an --env-file)';
  }
  if (/^\s|\s$/.test(text)) {
    return 'starts or ends with white space: remove it';
  }
  if (/\s/.test(text)) {
    return 'contains white space: remove it';
  }
  const visible = visibleText(text);
  return visible === text
    ? undefined
    : `contains an invisible character, ${/\\u\{[0-9a-f]+\}/.exec(visible)?.[0]}: type the value again`;
}
