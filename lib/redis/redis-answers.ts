import { bytesAsText } from '../store/bytes-text.js';
import type { NewPayClaim, NewPayHandled } from '../store/callback-store.interface.js';
import { finishedFrom } from '../store/finished-text.js';
import { quoteAnswer } from '../store/quote-answer.js';

/**
 * Reads the answer to CLAIM. Text may come as bytes, and a number as text or bigint, as clients can be
 * told to return them.
 *
 * @throws {Error} the answer is none of the documented ones
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
  // A claim is answered so by a rank that is at least its own.
  const handled = handledOf(outcome, values, rank);
  if (handled) {
    return { outcome: 'handled', ...handled };
  }
  throw unexpected('claim', answer);
}

/**
 * Reads the answer to FIND.
 *
 * @throws {Error} the answer is none of the documented ones
 */
export function readHandled(answer: unknown): NewPayHandled | undefined {
  const [outcome, ...values] = textsOf(answer);
  const handled = handledOf(outcome, values, 0);
  if (!handled && outcome !== 'none') {
    throw unexpected('find', answer);
  }
  return handled;
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
 * Reads the answer to the other scripts: whether the claim was held.
 *
 * @throws {Error} the answer is neither 0 nor 1
 */
export function readFlag(command: string, answer: unknown): boolean {
  const flag = textOf(answer);
  if (flag !== '0' && flag !== '1') {
    throw unexpected(command, answer);
  }
  return flag === '1';
}

/**
 * Reads an answer that is a number.
 *
 * @throws {Error} the answer is no whole number of at least 0
 */
export function readNumber(command: string, answer: unknown): number {
  const text = textOf(answer);
  if (!isWhole(text, 0)) {
    throw unexpected(command, answer);
  }
  return Number(text);
}

/** The answer as text, when it is text, bytes or a whole number. */
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
      ? ': the client is inside MULTI, give the store a client of its own'
      : ': look for code that changes the replies of this client';
  return new Error(`Redis answered ${quoteAnswer(answer)} to "${command}"${hint}`);
}
