import { expect } from '@jest/globals';

/** The error with which a call is rejected. It has to be of that class. */
export async function rejection<T extends Error>(
  call: Promise<unknown>,
  type: abstract new (...args: never[]) => T,
): Promise<T> {
  let error: unknown;
  try {
    await call;
  } catch (reason) {
    error = reason;
  }
  expect(error).toBeInstanceOf(type);
  return error as T;
}
