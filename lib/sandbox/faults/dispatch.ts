import type { NewPaySandboxCallbackFault, NewPaySandboxInjection } from './newpay-sandbox-fault.js';

/** How a callback is sent off. */
export interface Dispatch {
  /** How many times at once. */
  readonly copies: number;
  /** How much later, in milliseconds. */
  readonly delay: number;
  readonly key: 'present' | 'old';
  /** Whether it is changed after it was signed. */
  readonly isTampered: boolean;
}

const FAULTLESS: Dispatch = { copies: 1, delay: 0, key: 'present', isTampered: false };

const CHANGES: Readonly<
  Record<NewPaySandboxCallbackFault, (dispatch: Dispatch, ms: number) => Dispatch>
> = {
  withhold: (dispatch) => ({ ...dispatch, copies: 0 }),
  duplicate: (dispatch) => ({ ...dispatch, copies: dispatch.copies * 2 }),
  delay: (dispatch, ms) => ({ ...dispatch, delay: dispatch.delay + ms }),
  tamper: (dispatch) => ({ ...dispatch, isTampered: true }),
  'old-key': (dispatch) => ({ ...dispatch, key: 'old' }),
};

/** How a callback that these faults befall is sent off. */
export function dispatchOf(
  injections: readonly NewPaySandboxInjection<NewPaySandboxCallbackFault>[],
): Dispatch {
  return injections.reduce((dispatch, { fault, ms }) => CHANGES[fault](dispatch, ms), FAULTLESS);
}
