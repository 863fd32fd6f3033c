import { bytesAsText } from '../store/decode-bytes.js';
import type { NewPayClaim, NewPayHandled } from '../store/callback-store.interface.js';
import type { MarkAnswer } from '../store/marking-store.interface.js';
import { finishedFrom } from '../store/finished-listeners-text.js';
import { quoteAnswer } from '../store/quote-reply.js';

/**
 * Parses the reply to CLAIM. Clients can be configured to return text as bytes, and numbers as text
 * or bigint.
 *
 * @throws {Error} the script cannot return this reply
 */
export function readClaim(answer: unknown, rank: number, token: string): NewPayClaim {
  const [outcome, ...values] = textsOf(answer);
  if (outcome === 'busy') {
    return { outcome };
  }
  if (outcome === 'claimed') {
    const finished = values[0] === '' ? [] : finishedFrom(values[0] ?? '');
    if (finished) {
      return { outcome, token, finished };
    }
  }
  // A claim is answered `handled` only for a rank that is at least its own.
  const handled = handledOf(outcome, values, rank);
  if (handled) {
    return { outcome: 'handled', ...handled };
  }
  throw unexpected('claim', answer);
}

/**
 * Parses the reply to FIND.
 *
 * @throws {Error} the script cannot return this reply
 */
export function readHandled(answer: unknown): NewPayHandled | undefined {
  const [outcome, ...values] = textsOf(answer);
  const handled = handledOf(outcome, values, 0);
  if (!handled && outcome !== 'none') {
    throw unexpected('find', answer);
  }
  return handled;
}

/**
 * Parses the reply to MARK.
 *
 * @throws {Error} the script cannot return this reply
 */
export function readMark(answer: unknown): MarkAnswer {
  const [outcome, ...values] = textsOf(answer);
  if (outcome === 'marked' || outcome === 'busy') {
    return { outcome };
  }
  const handled = handledOf('handled', values, 0);
  if (handled && (outcome === 'handled' || outcome === 'before')) {
    return { outcome, ...handled };
  }
  throw unexpected('mark', answer);
}

function handledOf(
  outcome: string | undefined,
  [rank, reference, orderAmt]: readonly (string | undefined)[],
  least: number,
): NewPayHandled | undefined {
  return outcome === 'handled' && isWhole(rank, least) && reference !== undefined
    ? { rank: Number(rank), reference, orderAmt: orderAmt || undefined }
    : undefined;
}

function textsOf(answer: unknown): (string | undefined)[] {
  return Array.isArray(answer) ? answer.map((value) => textOf(value)) : [];
}

/**
 * Parses the reply to the other scripts: whether the claim was held.
 *
 * @throws {Error} the reply is neither 0 nor 1
 */
export function readFlag(command: string, answer: unknown): boolean {
  const flag = textOf(answer);
  if (flag !== '0' && flag !== '1') {
    throw unexpected(command, answer);
  }
  return flag === '1';
}

/**
 * Parses a reply that is a number.
 *
 * @throws {Error} the reply is not a whole number from 0
 */
export function readNumber(command: string, answer: unknown): number {
  const text = textOf(answer);
  if (!isWhole(text, 0)) {
    throw unexpected(command, answer);
  }
  return Number(text);
}

/** A reply as text if it is text, bytes or a whole number. */
export function textOf(value: unknown): string | undefined {
  const text = bytesAsText(value);
  if (typeof text === 'string') {
    return text;
  }
  return typeof text === 'bigint' || Number.isInteger(text) ? String(text) : undefined;
}

function isWhole(text: string | undefined, least: number): boolean {
  return text !== undefined && /^\d{1,15}$/.test(text) && Number(text) >= least;
}

function unexpected(command: string, answer: unknown): Error {
  const hint =
    textOf(answer) === 'QUEUED'
      ? ': the client is inside MULTI. Give the store a separate client'
      : ': something changes the replies of this client, such as a transformer or a plugin';
  return new Error(`Redis answered ${quoteAnswer(answer)} to "${command}"${hint}`);
}
