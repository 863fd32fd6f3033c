import type { NewPaySignatureExplanation } from '../signature/signature-explanation.interface.js';

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
  const hints = explanation.hints.map((hint) => `- ${printable(hint)}`);
  const paragraphs = [verdict(explanation, keys), hints.join('\n'), ...details(explanation)];
  return `${paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')}\n`;
}

function verdict(
  { matchedKey, problem }: NewPaySignatureExplanation,
  keys: readonly string[],
): string {
  return matchedKey === undefined
    ? `Not verified. ${printable(problem ?? '')}`
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
    `String to sign:\n${printable(stringToSign)}`,
  ];
}

function table(title: string, rows: readonly (readonly [name: string, text: string])[]): string {
  const lines = rows.map(([name, text]) => `  ${printable(name).padEnd(20)} ${printable(text)}`);
  return [title, ...(lines.length > 0 ? lines : ['  nothing'])].join('\n');
}

/**
 * A text with its invisible characters as escapes: a body may come from anybody, and could steer a
 * terminal; and a signature often fails for what is not seen.
 */
function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
