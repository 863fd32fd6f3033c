/** Something that tests use and `npm ci` does not install: a server or a program. */
export interface Need {
  /** As messages name it. */
  readonly title: string;
  /** The environment variable that tells the tests its address or path. */
  readonly variable: string;
  /** How to find or provide it, the preferred way first. */
  readonly ways: readonly Way[];
  /** What a developer can do if no way works. */
  readonly remedy: string;
  /** What a test file reads that uses it without `@needs`: a value that works nowhere. */
  readonly undeclared: string;
}

/** Resolves with `undefined` if this machine does not have it in this way, or cannot provide it. */
export type Way = () => Promise<Provided | undefined>;

/** A server that answers, or a program that is there. */
export interface Provided {
  /** The address or path. */
  readonly value: string;
  /** Where it comes from, if it was not simply there: `started from /usr/bin/redis-server`. */
  readonly origin?: string;
  /** Ends what was started, and removes its files. */
  readonly stop?: () => Promise<void>;
}

/** A way has failed, and the others are not to be tried: the developer chose this one. */
export class UnusableChoiceError extends Error {}
