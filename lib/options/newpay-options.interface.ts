import type { ConfigurableModuleAsyncOptions } from '@nestjs/common';
import type { NewPayKeyMaterial } from '../protocol/keys/key-material.js';
import type { Currency } from '../protocol/v1/currency.enum.js';
import type { NewPayMessageKind } from '../protocol/v1/documented-fields.js';
import type { NewPayEndpoint } from '../protocol/v1/endpoints.js';
import type { NewPayV2Endpoint } from '../protocol/v2/endpoints.js';
import type { NewPayNestedForm } from '../protocol/v2/nested-form.js';
import type { NewPayDispatcher } from './newpay-dispatcher.interface.js';
import type { NewPayHooks } from './newpay-hooks.interface.js';
import type { NewPayQueue } from '../queue/queue.interface.js';
import type { NewPayCallbackStore } from '../store/callback-store.interface.js';

/**
 * The amount that an order must have: what the option `expectOrder` returns.
 *
 * @publicApi
 */
export interface NewPayExpectedOrder {
  /** The amount as a decimal string; `50000` and `50000.00` are equal. */
  readonly orderAmt: string;
  /** The currency of the order: `LAK`, `USD` or, in API v2 only, `CNY`. */
  readonly currency: Currency | `${Currency}`;
}

/**
 * Default page URLs of orders: absolute http(s) URLs.
 *
 * @publicApi
 */
export interface NewPayPages {
  /**
   * The page that the payer returns to after paying: the default of an order's `successPageUrl`.
   */
  success?: string;
  /** The page that the payer returns to after a failure: the default of `failurePageUrl`. */
  failure?: string;
  /** The page that the payer returns to after cancelling: the default of `cancelPageUrl`. */
  cancel?: string;
}

/**
 * How often a listener's job is run, with a queue: the option `retry`.
 *
 * @publicApi
 */
export interface NewPayRetry {
  /**
   * How often a listener is run for an event, in all: 1 to 100. After the last attempt the job stays
   * with the queue as failed (dead letter).
   * @default 12
   */
  attempts?: number;
  /**
   * The pause after the first attempt, in milliseconds, up to 57_600_000 (16 hours). It is three times
   * as long after each further one, at most 16 hours, and up to a tenth more by chance. With the
   * defaults the attempts take three days in all.
   * @default 30_000 (30 seconds)
   */
  delay?: number;
}

/**
 * The options of NewPay's API v2, for `NewPayV2Service` and its callbacks.
 *
 * @publicApi
 */
export interface NewPayV2Options {
  /**
   * The base URL of API v2: https, or http on a loopback address. Other http URLs need `insecureBaseUrl`.
   * At NewPay, `scanPay` has another host; if you set `v2.baseUrl`, `scanPay` is below it, too.
   * @default 'https://prod-openapi-v2.newpay.la'
   */
  baseUrl?: string;
  /**
   * Other paths of API v2, if NewPay told you some: a path that starts with `/` is below `v2.baseUrl`, any other
   * value must be a full https URL.
   * @default the documented paths
   */
  endpoints?: Partial<Record<NewPayV2Endpoint, string>>;
  /**
   * The form in which an object inside a message, such as the amount of a payment, stands in the signed text.
   * NewPay's pages do not say which form it is
   * ([protocol 3.1](../../docs/protocol.md#31-nested-objects)). `'auto'` tries every form, remembers the
   * one that verifies, and signs the `extraParam` of an order in the form `wire`. Set the form when NewPay
   * has told it to you, or when `explain` has found it.
   * @default 'auto'
   */
  nested?: 'auto' | NewPayNestedForm;
  /**
   * What happens with a callback of API v2 whose signature fits no form. `'refuse'` answers 401. `'ask'`
   * takes it as a hint: NewPay is queried for the order or refund over TLS, at most once a minute for each order
   * or refund, and for at most 100 of them within a minute; beyond that the callback is answered 503. The answer
   * of NewPay is believed also if its own signature fits no form. Events then have `verified: false`, and a
   * warning is logged. Use `'ask'` only until the form is known.
   * @default 'refuse'
   */
  unverified?: 'refuse' | 'ask';
}

/**
 * The options of one merchant. They are validated at startup: a missing or invalid one throws a
 * `NewPayConfigurationError`, which names the option.
 *
 * @publicApi
 */
export interface NewPayModuleOptions {
  /** The ID of the application, issued by NewPay. */
  appId: string;

  /** The ID of the merchant, issued by NewPay. */
  merchantId: string;

  /** The merchant's RSA private key of at least 2048 bits. It signs the requests. */
  privateKey: NewPayKeyMaterial;

  /**
   * NewPay's RSA public key of at least 2048 bits. It verifies callbacks and answers. Several keys
   * in an array are all accepted, for the time in which NewPay changes its key.
   */
  platformPublicKey: NewPayKeyMaterial | readonly NewPayKeyMaterial[];

  /**
   * The public base URL of this app, such as `https://shop.example`: NewPay must be able to reach
   * it. The `callBackUrl` of an order is this URL, the app's global prefix and the path of the
   * callback route. Without it, every order and refund must have its own `callBackUrl`.
   */
  publicUrl?: string;

  /**
   * Default page URLs, for orders without `successPageUrl`, `failurePageUrl` or `cancelPageUrl`.
   */
  pages?: NewPayPages;

  /**
   * The base URL of NewPay's API v1: https, or http on a loopback address. Other http URLs need
   * `insecureBaseUrl`.
   * @default 'https://prod-openapi.newpay.la'
   */
  baseUrl?: string;

  /**
   * Allows a `baseUrl` and a `v2.baseUrl` of plain http to a private host, such as
   * `http://sandbox:4010` for a sandbox in another container. For development only: anyone on that
   * network can read and change the orders. A warning is logged at each startup.
   * @default false
   */
  insecureBaseUrl?: boolean;

  /**
   * The time limit of one call of the API, in milliseconds, from its start to the last byte of the
   * answer, with all retries of a read. A write that was sent and is not answered in time throws a
   * `NewPayUnknownOutcomeError`; any other call a `NewPayTransportError`.
   * @default 10_000 (10 seconds)
   */
  timeout?: number;

  /**
   * The `Dispatcher` of `undici` 7 or later that sends the calls, such as `new Agent({ connect: { ca } })` for a
   * private certificate authority, or with `cert` and `key` for a client certificate. Your app must close it.
   * Without this option the package opens connections of its own, through the proxy of `HTTPS_PROXY` or
   * `HTTP_PROXY`, except to the hosts in `NO_PROXY`.
   * @default connections of the package's own
   */
  dispatcher?: NewPayDispatcher;

  /**
   * Other paths of API v1, if NewPay told you some: a path that starts with `/` is below `baseUrl`, any other
   * value must be a full https URL. The paths of queries and of the mobile
   * pre-payment are inferred ([protocol 12](../../docs/protocol.md#12-assumptions)).
   * `queryUser`, `transfer` and `queryTransfer` have no default: their calls throw a
   * `NewPayConfigurationError` until their path is set.
   * @default the documented paths
   */
  endpoints?: Partial<Record<NewPayEndpoint, string>>;

  /**
   * Fields to ignore when the kind of a message of API v1 is checked
   * ([protocol 10.26](../../docs/protocol.md#10-contradictions-and-traps)). Each verified message
   * must have the fields of its kind and none that only other kinds have: `{ paymentQuery:
   * ['timestamp'] }` accepts answers to a payment query that have a `timestamp`, which is not
   * documented. Set it only when NewPay has confirmed the field: each one weakens the check that
   * keeps a callback from passing for an answer.
   * @default {}
   */
  ignoreFields?: Partial<Record<NewPayMessageKind, readonly string[]>>;

  /**
   * The replay window: the maximum age of a callback, in milliseconds. The age counts from the signed `timestamp`,
   * for API v2 from `paytime` if the callback has it. An older callback is rejected with 401, and so is a callback
   * whose time is more than five minutes ahead of this clock. `false` turns the check off. It must be shorter than
   * the `retention` of `store` by more than five minutes.
   * @default 86_400_000 (24 hours)
   */
  replayWindow?: number | false;

  /**
   * The store that deduplicates callbacks. The default is for one process: with several instances,
   * or to deduplicate across restarts, use `RedisCallbackStore`, `PostgresCallbackStore`
   * or `MySqlCallbackStore`.
   * @default the store of `queue`; without a queue, new MemoryCallbackStore()
   */
  store?: NewPayCallbackStore;

  /**
   * A durable queue, such as `BullMqQueue` (`nestjs-newpay/bullmq`) or `PgBossQueue`
   * (`nestjs-newpay/pg-boss`). With it a callback is acknowledged as soon as its event is stored, with
   * one job for each listener. Each job is run, and repeated, on its own: see `retry`. If the queue
   * cannot be reached, the callback is answered 503.
   * @default none: a callback is acknowledged after its listeners have finished
   */
  queue?: NewPayQueue;

  /** With a queue: how often a listener is run for an event, and how long it waits in between. */
  retry?: NewPayRetry;

  /**
   * With a queue: whether this process runs jobs. With `false` it stores them, and other processes,
   * which have the same listeners, run them. Without a queue it has no effect.
   * @default true
   */
  worker?: boolean;

  /**
   * With a queue: when to ask NewPay for an order or a refund that has no event, in milliseconds after
   * it was sent. Each order is stored with the queue before it is sent; if that fails, it is not sent.
   * At each of these times NewPay is asked, up to a tenth of the time later by chance, and the event of
   * a final state is published. After the last one `newpay.unresolved` is published. `false` turns it
   * off. Without a queue it has no effect.
   * @default [120_000, 960_000, 3_600_000, 21_600_000, 86_400_000] (2 and 16 minutes, 1 and 6 hours, 1
   * day)
   */
  watch?: readonly number[] | false;

  /**
   * With a queue: how many queries a second `watch` may cause, from 1 to 1000, over all processes that
   * share the store. Further queries wait, so that NewPay gets no burst of queries after an outage. NewPay
   * documents no limit (inferred, [protocol 11](../../docs/protocol.md#11-unknown)).
   * @default 5
   */
  queryRate?: number;

  /**
   * Returns the amount and currency that an order must have, by its number; `undefined` for an
   * unknown order. A payment that differs is published as `newpay.mismatched`, never as
   * `newpay.paid`. If it throws, the callback is not acknowledged, and NewPay delivers it again.
   * Called with the options object as `this`, within `listenerTimeout`.
   * @default none: the amount of a payment is not checked
   */
  expectOrder?: (
    orderNo: string,
  ) => NewPayExpectedOrder | undefined | Promise<NewPayExpectedOrder | undefined>;

  /**
   * How long a delivery waits for the listeners and for `expectOrder`, in milliseconds. After that
   * it is answered 503 and the log names the order and the listener. The listener keeps running,
   * and until it ends no other delivery handles the event.
   * @default 120_000 (2 minutes)
   */
  listenerTimeout?: number;

  /**
   * How long `queryRefund` reports a refund as `processing` while NewPay answers 0, in
   * milliseconds, counted from when this process sent the refund or first received the 0. NewPay
   * documents no code for a refund in progress, so an early 0 may be one (inferred,
   * [protocol 10.5](../../docs/protocol.md#10-contradictions-and-traps)).
   * Once NewPay has answered 2, or one minute after the refund's callback, 0 is a failure. With
   * `false` every 0 is a failure: set it when NewPay has confirmed that.
   * @default 900_000 (15 minutes)
   */
  refundSettleTime?: number | false;

  /** Functions that are called with what happens, for metrics: an object, or a class instance. */
  hooks?: NewPayHooks;

  /**
   * NewPay's API v2, for `NewPayV2Service`. `merchantId` is sent as `mchId`; the keys, the store and the
   * callback route are those of API v1.
   * @default the documented addresses; every form of a nested object is tried
   */
  v2?: NewPayV2Options;
}

/**
 * A class that creates the options, for `useClass` and `useExisting` of `forRootAsync()`.
 *
 * @publicApi
 */
export interface NewPayOptionsFactory {
  /** Returns the options. Called once, while the app boots. */
  createNewPayOptions(): NewPayModuleOptions | Promise<NewPayModuleOptions>;
}

/**
 * The callback route of a registration.
 *
 * @publicApi
 */
export interface NewPayCallbackRoute {
  /**
   * The path of the route, below the app's global prefix, without parameters and wildcards.
   * @default 'newpay/callback', for a named registration 'newpay/<name>/callback'
   */
  path?: string;
  /**
   * The maximum size of a callback's body, in bytes, before and after decompression. A larger one
   * is rejected with 413.
   * @default 65_536 (64 KiB)
   */
  maxBytes?: number;
  /**
   * Class decorators for the controller, such as the `@Public()` that exempts it from a global
   * guard.
   * @default []
   */
  decorators?: ClassDecorator[];
}

/**
 * Properties that must be known when the module is declared, and are set beside the options.
 *
 * @publicApi
 */
export interface NewPayModuleExtras {
  /**
   * The name of this registration, for apps with several merchants; `@InjectNewPay(name)` injects
   * its service. 1 to 64 letters, digits, `_`, `-` or `.`.
   * @default none
   */
  name?: string;
  /**
   * Whether other modules can inject the service without importing this module.
   * @default false
   */
  isGlobal?: boolean;
  /**
   * The callback route; `false` registers no controller, for an app that receives callbacks in
   * another process or in its own controller.
   * @default { path: 'newpay/callback' }
   */
  callback?: NewPayCallbackRoute | false;
}

/**
 * The argument of `NewPayModule.forRootAsync()`: exactly one of `useFactory`, `useClass` and
 * `useExisting`.
 *
 * @publicApi
 */
export type NewPayModuleAsyncOptions = ConfigurableModuleAsyncOptions<
  NewPayModuleOptions,
  'createNewPayOptions'
> &
  NewPayModuleExtras;
