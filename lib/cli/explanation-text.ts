import { visibleText } from '../errors/escape-invisible.js';
import type {
  NewPayFormExplanation,
  NewPaySignatureExplanation,
} from '../explain/signature-explanation.interface.js';

const PARTS = { body: 'the body', data: '"data", without the envelope' } as const;
const REASONS = { sign: 'the signature itself', null: 'null' } as const;

/**
 * The output of `explain`: the verdict, then its details.
 *
 * @param keys the names of the keys, in the order of the command line
 */
export function explanationText(
  explanation: NewPaySignatureExplanation,
  keys: readonly string[],
): string {
  const hints = explanation.hints.map((hint) => `- ${visibleText(hint)}`);
  const paragraphs = [verdict(explanation, keys), hints.join('\n'), ...details(explanation)];
  return `${paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')}\n`;
}

function verdict(
  { matchedKey, problem }: NewPaySignatureExplanation,
  keys: readonly string[],
): string {
  return matchedKey === undefined
    ? `Not verified. ${visibleText(problem ?? '')}`
    : `Verified with the key ${keys[matchedKey]}.`;
}

function details(explanation: NewPaySignatureExplanation): string[] {
  const { signedPart, stringToSign, fields, leftOut, forms } = explanation;
  if (signedPart === undefined || stringToSign === undefined) {
    return [];
  }
  return [
    `Signed part: ${PARTS[signedPart]}`,
    table(
      'Signed fields, in the order of the string to sign:',
      fields.map(({ name, text }) => [name, text || '(empty)']),
    ),
    table(
      'Fields that are not signed:',
      leftOut.map(({ name, reason }) => [name, REASONS[reason]]),
    ),
    ...(forms ? forms.map(formText) : [`String to sign:\n${visibleText(stringToSign)}`]),
  ];
}

/** The string to sign in one form of the objects inside. */
function formText({ form, fits, stringToSign, problem }: NewPayFormExplanation): string {
  const fit = fits ? 'the signature fits' : 'the signature does not fit';
  return stringToSign === undefined
    ? `No string to sign in the form "${form}": ${visibleText(problem ?? '')}`
    : `String to sign in the form "${form}" (${fit}):\n${visibleText(stringToSign)}`;
}

function table(title: string, rows: readonly (readonly [name: string, text: string])[]): string {
  const lines = rows.map(
    ([name, text]) => `  ${visibleText(name).padEnd(20)} ${visibleText(text)}`,
  );
  return [title, ...(lines.length > 0 ? lines : ['  none'])].join('\n');
}
