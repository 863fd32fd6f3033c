import type { NewPaySandboxCallbackFault, NewPaySandboxInjection } from './newpay-sandbox-fault.js';

/** How a callback is sent off. */
export interface Dispatch {
  /** How many times at once. */
  readonly copies: number;
  /** Whether it is sent once more when its first delivery has been answered. */
  readonly isRepeated: boolean;
  /** How much later, in milliseconds. */
  readonly delay: number;
  /** Whether older news, of a failure, is sent after it. */
  readonly isOutOfOrder: boolean;
  readonly key: 'present' | 'old';
  /** Whether it is changed after it was signed. */
  readonly isTampered: boolean;
}

const FAULTLESS: Dispatch = {
  copies: 1,
  isRepeated: false,
  delay: 0,
  isOutOfOrder: false,
  key: 'present',
  isTampered: false,
};

const CHANGES: Readonly<
  Record<NewPaySandboxCallbackFault, (dispatch: Dispatch, ms: number) => Dispatch>
> = {
  withhold: (dispatch) => ({ ...dispatch, copies: 0 }),
  repeat: (dispatch) => ({ ...dispatch, isRepeated: true }),
  duplicate: (dispatch) => ({ ...dispatch, copies: dispatch.copies * 2 }),
  delay: (dispatch, ms) => ({ ...dispatch, delay: dispatch.delay + ms }),
  'out-of-order': (dispatch) => ({ ...dispatch, isOutOfOrder: true }),
  tamper: (dispatch) => ({ ...dispatch, isTampered: true }),
  'old-key': (dispatch) => ({ ...dispatch, key: 'old' }),
};

/** How a callback that these faults befall is sent off. */
export function dispatchOf(
  injections: readonly NewPaySandboxInjection<NewPaySandboxCallbackFault>[],
): Dispatch {
  return injections.reduce((dispatch, { fault, ms }) => CHANGES[fault](dispatch, ms), FAULTLESS);
}
