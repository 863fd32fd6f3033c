export type Step =
  | 'numbers'
  | 'fields'
  | 'listeners'
  | 'claim'
  | 'limits'
  | 'renewal'
  | 'bytes'
  | 'answer'
  | 'guard';

/** What a callback needs beside a signature and an event, in the order in which the routes add it. */
export const STEPS: readonly {
  readonly step: Step;
  /** The route with this step and those before it. */
  readonly path: string;
  readonly name: string;
  /** What is lost without it. */
  readonly why: string;
}[] = [
  {
    step: 'numbers',
    path: 'steps/numbers',
    name: 'numbers keep their text',
    why: '`50000.00` is verified as `50000`, and a repeated name is not noticed',
  },
  {
    step: 'fields',
    path: 'steps/fields',
    name: 'each field is checked',
    why: 'a message of another kind, of another merchant, or with an ambiguous signed text counts as a payment',
  },
  {
    step: 'listeners',
    path: 'steps/listeners',
    name: 'each listener is awaited',
    why: 'the callback is acknowledged although a listener failed, or although there is none',
  },
  {
    step: 'claim',
    path: 'steps/claim',
    name: 'the claim and the mark of the store',
    why: 'an order is shipped twice',
  },
  {
    step: 'limits',
    path: 'steps/limits',
    name: 'a time limit',
    why: 'a listener that never ends holds the connection',
  },
  {
    step: 'renewal',
    path: 'steps/renewal',
    name: 'the claim is renewed',
    why: 'after a crash the order is blocked for long, or the next delivery runs a slow listener a second time',
  },
  {
    step: 'bytes',
    path: 'steps/bytes',
    name: 'the bytes are read before any parser',
    why: 'a parser of the app discards the bytes that are to be verified, or a limit of the app refuses them',
  },
  {
    step: 'answer',
    path: 'steps/answer',
    name: 'no other code acknowledges',
    why: 'a cache, an interceptor or a filter of the app acknowledges the callback, or changes the answer',
  },
  {
    step: 'guard',
    path: 'steps/guard',
    name: 'a guard verifies',
    why: 'a handler can read a callback that was not verified',
  },
];

/** The paths of the routes that have a step. */
export function pathsWith(step: Step): readonly string[] {
  const first = STEPS.findIndex((each) => each.step === step);
  return STEPS.slice(first).map(({ path }) => `/${path}`);
}
