import type { NewPayCallbackStore } from 'nestjs-newpay';

/** What one merchant of the app consists of: a store, and a provider whose method listens. */
export interface Shop {
  readonly store: NewPayCallbackStore;
  readonly listener: object;
}
