import type { NewPaySandboxCallbackFault, NewPaySandboxInjection } from './newpay-sandbox-fault.js';

/** How a callback is sent off. */
export interface DeliveryPlan {
  /** How many times at once. */
  readonly copies: number;
  /** Whether it is sent once more when its first delivery has been answered. */
  readonly isRepeated: boolean;
  /** How much later, in milliseconds. */
  readonly delay: number;
  /** Whether an older callback, of a failure, is sent after it. */
  readonly isOutOfOrder: boolean;
  readonly key: 'present' | 'old';
  /** Whether it is changed after it was signed. */
  readonly isTampered: boolean;
}

const FAULTLESS: DeliveryPlan = {
  copies: 1,
  isRepeated: false,
  delay: 0,
  isOutOfOrder: false,
  key: 'present',
  isTampered: false,
};

const CHANGES: Readonly<
  Record<NewPaySandboxCallbackFault, (plan: DeliveryPlan, ms: number) => DeliveryPlan>
> = {
  withhold: (plan) => ({ ...plan, copies: 0 }),
  repeat: (plan) => ({ ...plan, isRepeated: true }),
  duplicate: (plan) => ({ ...plan, copies: plan.copies * 2 }),
  delay: (plan, ms) => ({ ...plan, delay: plan.delay + ms }),
  'out-of-order': (plan) => ({ ...plan, isOutOfOrder: true }),
  tamper: (plan) => ({ ...plan, isTampered: true }),
  'old-key': (plan) => ({ ...plan, key: 'old' }),
};

/** How a callback that these faults befall is sent off. */
export function planDelivery(
  injections: readonly NewPaySandboxInjection<NewPaySandboxCallbackFault>[],
): DeliveryPlan {
  return injections.reduce((plan, { fault, ms }) => CHANGES[fault](plan, ms), FAULTLESS);
}
