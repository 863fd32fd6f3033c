import { bytesAsText } from './decode-bytes.js';

const MAX_QUOTED = 64;

/** Quotes an answer for an error message: as JSON, bytes as text, cut to 64 characters. */
export function quoteAnswer(answer: unknown): string {
  const text = asJson(answer);
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
}

function asJson(answer: unknown): string {
  try {
    // The value before `toJSON`, which turns a Buffer into a list of numbers.
    return (
      JSON.stringify({ answer }, function (this: Record<string, unknown>, name, value: unknown) {
        const original = this[name];
        return typeof original === 'bigint'
          ? `${original}n`
          : ArrayBuffer.isView(original)
            ? bytesAsText(original)
            : value;
      }).slice('{"answer":'.length, -1) || String(answer)
    );
  } catch {
    // A circular structure, or a toJSON() that throws.
    return `[${typeof answer}]`;
  }
}
