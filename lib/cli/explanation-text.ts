import { visibleText } from '../errors/visible-text.js';
import type { NewPaySignatureExplanation } from '../explain/signature-explanation.interface.js';

const PARTS = { body: 'the body', data: 'its "data", without the envelope around it' } as const;
const REASONS = { sign: 'the signature itself', null: 'null' } as const;

/**
 * What the command prints: the verdict first, then what it rests on.
 *
 * @param keys the names of the keys, in the order in which they were given
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
    : `Verified: ${keys[matchedKey]} made the signature.`;
}

function details(explanation: NewPaySignatureExplanation): string[] {
  const { signedPart, stringToSign, fields, leftOut } = explanation;
  if (signedPart === undefined || stringToSign === undefined) {
    return [];
  }
  return [
    `What is signed: ${PARTS[signedPart]}`,
    table(
      'Taking part, in this order:',
      fields.map(({ name, text }) => [name, text || '(empty)']),
    ),
    table(
      'Left out:',
      leftOut.map(({ name, reason }) => [name, REASONS[reason]]),
    ),
    `String to sign:\n${visibleText(stringToSign)}`,
  ];
}

function table(title: string, rows: readonly (readonly [name: string, text: string])[]): string {
  const lines = rows.map(
    ([name, text]) => `  ${visibleText(name).padEnd(20)} ${visibleText(text)}`,
  );
  return [title, ...(lines.length > 0 ? lines : ['  nothing'])].join('\n');
}
