import type { ConfigurableModuleAsyncOptions } from '@nestjs/common';
import type { NewPayKeyMaterial } from '../protocol/keys/key-material.js';
import type { Currency } from '../protocol/v1/currency.enum.js';
import type { NewPayMessageKind } from '../protocol/v1/documented-fields.js';
import type { NewPayEndpoint } from '../protocol/v1/endpoints.js';
import type { NewPayHooks } from './newpay-hooks.interface.js';
import type { NewPayCallbackStore } from '../store/callback-store.interface.js';

/** What an order costs, as the host says. */
export interface NewPayExpectedOrder {
  /** Decimal text; `50000` and `50000.00` are the same amount. */
  readonly orderAmt: string;
  readonly currency: Currency | `${Currency}`;
}

/** Default page addresses of an order. */
export interface NewPayPages {
  /** Where the payer goes after paying; fills an order's `successPageUrl`. */
  success?: string;
  /** Where the payer goes when the payment failed; fills an order's `failurePageUrl`. */
  failure?: string;
  /** Where the payer goes after cancelling; fills an order's `cancelPageUrl`. */
  cancel?: string;
}

/**
 * The options of one merchant. Wrong ones fail at boot with a `NewPayConfigurationError`.
 *
 * @publicApi
 */
export interface NewPayModuleOptions {
  /** The application's id, given by NewPay. */
  appId: string;

  /** The merchant's id, given by NewPay. */
  merchantId: string;

  /** The merchant's RSA private key, 2048 bits or more. Parsed once, at boot. */
  privateKey: NewPayKeyMaterial;

  /** NewPay's RSA public key, or several of them while NewPay changes its key. */
  platformPublicKey: NewPayKeyMaterial | readonly NewPayKeyMaterial[];

  /**
   * The app's own address as NewPay reaches it, such as `https://shop.example`. The `callBackUrl` of
   * an order is derived from it: this address, the app's global prefix, the path of the callback.
   * Required unless every order names its own `callBackUrl`.
   */
  publicUrl?: string;

  /** Page addresses for the orders that do not name their own. */
  pages?: NewPayPages;

  /**
   * NewPay's address: https, or http on a loopback address; see `insecureBaseUrl`.
   * @default 'https://prod-openapi.newpay.la'
   */
  baseUrl?: string;

  /**
   * Allows `baseUrl` to be plain http to a host of a private network, such as `http://sandbox:4010`, a
   * sandbox in another container. For development: whoever is on that network can read the orders. A
   * warning says so at each boot.
   * @default false
   */
  insecureBaseUrl?: boolean;

  /**
   * How long one call may take from its start to the last byte of the answer, in milliseconds.
   * @default 10_000
   */
  timeout?: number;

  /** Other paths, or full addresses, for calls of the API: what NewPay told you, where it differs. */
  endpoints?: Partial<Record<NewPayEndpoint, string>>;

  /**
   * Fields by which this package tells one kind of NewPay's messages from another (protocol 10.26), and
   * which are not to be looked at, by the kind: `{ paymentQuery: ['timestamp'] }` when NewPay's answers
   * to a payment query have a `timestamp`, which its pages do not list. Set it only when NewPay has
   * confirmed it: a callback could pass for such an answer then.
   * @default {}
   */
  ignoreFields?: Partial<Record<NewPayMessageKind, readonly string[]>>;

  /**
   * How old a callback's own `timestamp` may be, in milliseconds; `false` turns the check off. One
   * that is more than five minutes ahead is refused as well.
   * @default 86_400_000 (24 hours)
   */
  replayWindow?: number | false;

  /**
   * What remembers handled callbacks. The default serves one process.
   * @default new MemoryCallbackStore()
   */
  store?: NewPayCallbackStore;

  /**
   * What an order costs, by its number; `undefined` when you do not know the order. A payment that
   * differs is published as `newpay.mismatched`, never as `newpay.paid`. While it rejects, callbacks
   * are not acknowledged. A method is called on the options object.
   */
  expectOrder?: (
    orderNo: string,
  ) => NewPayExpectedOrder | undefined | Promise<NewPayExpectedOrder | undefined>;

  /**
   * How long a delivery waits for a listener, and for `expectOrder`, in milliseconds: it is not
   * acknowledged then, and the log names the order and the listener. The listener itself goes on, and
   * nobody else handles the event until it has ended.
   * @default 120_000 (2 minutes)
   */
  listenerTimeout?: number;

  /**
   * For how long a refund may still be under way while NewPay's query answers 0, in milliseconds; so long
   * `queryRefund` says `processing`. Counted from when this process sent the refund, or first heard the 0
   * of one that it did not send. NewPay lists no code for a refund under way (inferred, protocol 10.5); when
   * it has said its 2 once, or the refund's callback is a minute old, 0 is a failure at once. `false` takes
   * every 0 for a failure: set it when NewPay has confirmed that it is one.
   * @default 900_000 (15 minutes)
   */
  refundSettleTime?: number | false;

  /** Functions that are told what happens, for metrics: an object of them, or an instance of a class. */
  hooks?: NewPayHooks;
}

/** Creates the options in a class of the host: for `useClass` and `useExisting`. */
export interface NewPayOptionsFactory {
  createNewPayOptions(): NewPayModuleOptions | Promise<NewPayModuleOptions>;
}

/** The callback route of a registration. */
export interface NewPayCallbackRoute {
  /**
   * The route's path, below the app's global prefix: one path, without parameters.
   * @default 'newpay/callback', for a named registration 'newpay/<name>/callback'
   */
  path?: string;
  /**
   * How large the body of a callback may be, in bytes, before and after decompression. What is larger
   * is answered 413.
   * @default 65_536 (64 KiB)
   */
  maxBytes?: number;
  /** Class decorators for the controller, such as the `@Public()` that your global guard knows. */
  decorators?: ClassDecorator[];
}

/** What has to be known when the module is declared, beside the options. */
export interface NewPayModuleExtras {
  /**
   * Names a second, third… merchant of the same app; `@InjectNewPay(name)` injects its service.
   * @default none
   */
  name?: string;
  /**
   * Whether the service can be injected without importing the module.
   * @default false
   */
  isGlobal?: boolean;
  /**
   * The callback route, or `false` for no controller.
   * @default { path: 'newpay/callback' }
   */
  callback?: NewPayCallbackRoute | false;
}

/** How `NewPayModule.forRootAsync` comes by the options: through one of the three `use…`. */
export type NewPayModuleAsyncOptions = ConfigurableModuleAsyncOptions<
  NewPayModuleOptions,
  'createNewPayOptions'
> &
  NewPayModuleExtras;
