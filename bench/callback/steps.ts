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
    name: 'numbers as they are printed',
    why: '`50000.00` is verified as `50000`, and a name that stands twice is not seen',
  },
  {
    step: 'fields',
    path: 'steps/fields',
    name: 'each field is checked',
    why: 'a message of another kind or merchant, or one cut at another place, counts as a payment',
  },
  {
    step: 'listeners',
    path: 'steps/listeners',
    name: 'each listener is awaited',
    why: 'the callback is acknowledged although a listener failed, or none is there',
  },
  {
    step: 'claim',
    path: 'steps/claim',
    name: 'the claim and the mark',
    why: 'an order ships twice',
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
    why: 'a process that dies holds the order for long, or a slow listener is overtaken by the next delivery',
  },
  {
    step: 'bytes',
    path: 'steps/bytes',
    name: 'the bytes are read before any parser',
    why: 'a parser or a limit of the app changes or takes the bytes that are verified',
  },
  {
    step: 'answer',
    path: 'steps/answer',
    name: 'nobody else acknowledges',
    why: 'a cache, an interceptor or a filter of the app answers with a success, or changes the acknowledgement',
  },
  {
    step: 'guard',
    path: 'steps/guard',
    name: 'a guard verifies',
    why: 'a handler can read a callback that nobody has verified',
  },
];

/** The paths of the routes that have a step. */
export function pathsWith(step: Step): readonly string[] {
  const first = STEPS.findIndex((each) => each.step === step);
  return STEPS.slice(first).map(({ path }) => `/${path}`);
}
