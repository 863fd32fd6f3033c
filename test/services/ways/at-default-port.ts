import type { Way } from '../need.interface.js';

/** A server that already runs where its kind usually does. */
export function atDefaultPort(url: string, answers: (url: string) => Promise<boolean>): Way {
  return async () => ((await answers(url)) ? { value: url } : undefined);
}
