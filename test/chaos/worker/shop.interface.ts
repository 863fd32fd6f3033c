import type { NewPayCallbackStore } from 'nestjs-newpay';

/** One merchant of the app: a store, and a provider with the listeners. */
export interface Shop {
  readonly store: NewPayCallbackStore;
  readonly listener: object;
}
