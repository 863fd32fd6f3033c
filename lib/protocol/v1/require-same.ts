import { UntrustworthyAnswerError } from './answer.js';

/**
 * Holds a field of an answer against the request: a genuine answer to another request is none to
 * this one.
 *
 * @throws {UntrustworthyAnswerError} they differ
 */
export function requireSame(
  name: string,
  answered: string,
  asked: string,
  isSame: (left: string, right: string) => boolean = (left, right) => left === right,
): void {
  if (!isSame(answered, asked)) {
    throw new UntrustworthyAnswerError(`the answer is for another "${name}"`);
  }
}
