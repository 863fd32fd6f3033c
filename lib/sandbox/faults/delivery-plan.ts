import type { NewPaySandboxCallbackFault, NewPaySandboxInjection } from './newpay-sandbox-fault.js';

/** How a callback is sent. */
export interface DeliveryPlan {
  /** The number of concurrent deliveries. */
  readonly copies: number;
  /** Whether it is sent again after its first delivery has been answered. */
  readonly isRepeated: boolean;
  /** The delay in milliseconds. */
  readonly delay: number;
  /** Whether an older callback of a failure is sent after it. */
  readonly isOutOfOrder: boolean;
  /** The key of the platform that signs it. */
  readonly key: 'current' | 'old';
  /** Whether it is changed after signing. */
  readonly isTampered: boolean;
}

/** The plan without faults. */
export const FAULTLESS: DeliveryPlan = {
  copies: 1,
  isRepeated: false,
  delay: 0,
  isOutOfOrder: false,
  key: 'current',
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

/** Plans the delivery of a callback with these faults. */
export function planDelivery(
  injections: readonly NewPaySandboxInjection<NewPaySandboxCallbackFault>[],
): DeliveryPlan {
  return injections.reduce((plan, { fault, ms }) => CHANGES[fault](plan, ms), FAULTLESS);
}
