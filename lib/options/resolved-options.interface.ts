import type { NewPayHooks } from './newpay-hooks.interface.js';
import type { IgnoredFields } from '../protocol/v1/message-kind.js';
import type { NewPayQueue } from '../queue/queue.interface.js';
import type { NewPayModuleOptions } from './newpay-options.interface.js';
import type { ResolvedUrls } from './resolve-urls.js';
import type { ResolvedV2 } from './resolve-v2.js';
import type { ResolvedKeys } from './resolve-keys.js';
import type { ResolvedQueue } from './resolve-queue.js';
import type { ResolvedWatch } from './resolve-watch.js';
import type { ResolvedReplayProtection } from './resolve-replay-protection.js';

/**
 * The options with their defaults applied and their keys parsed. Only `resolveOptions` builds the
 * whole; every other file takes one of the slices below.
 */
export interface ResolvedNewPayOptions
  extends ResolvedKeys, ResolvedUrls, ResolvedReplayProtection, ResolvedQueue, ResolvedWatch {
  readonly appId: string;
  readonly merchantId: string;
  readonly ignoreFields: IgnoredFields;
  /** In milliseconds. */
  readonly timeout: number;
  /** What sends the calls, in place of the connections of the package's own. */
  readonly dispatcher: NewPayModuleOptions['dispatcher'];
  /** In milliseconds. */
  readonly listenerTimeout: number;
  /** In milliseconds. */
  readonly refundSettleTime: number | false;
  readonly expectOrder: NewPayModuleOptions['expectOrder'];
  readonly hooks: NewPayHooks;
  readonly v2: ResolvedV2;
}

type Slice<K extends keyof ResolvedNewPayOptions> = Pick<ResolvedNewPayOptions, K>;

/** For a request to the API and the verification of its answer. */
export type GatewayOptions = Slice<
  | 'appId'
  | 'merchantId'
  | 'signer'
  | 'verifier'
  | 'ignoreFields'
  | 'baseUrl'
  | 'endpoints'
  | 'timeout'
  | 'dispatcher'
>;

/** For a request to API v2 and the verification of its answer. */
export type V2Options = Slice<
  'appId' | 'merchantId' | 'signer' | 'verifier' | 'timeout' | 'pages' | 'v2'
>;

/** For an order: the page URLs that it does not name itself, the `appId` of the answer, and its time limit. */
export type OrderOptions = Slice<'appId' | 'pages' | 'timeout'>;

/** For the queries of payments, and their time limit. */
export type PaymentOptions = Slice<'appId' | 'timeout'>;

/** For refunds and their queries. */
export type RefundOptions = Slice<'appId' | 'refundSettleTime' | 'timeout'>;

/** For transfers: the `appId` of the answer. */
export type TransferOptions = Slice<'appId'>;

/** For the queries of users: the `appId` of the answer. */
export type UserOptions = Slice<'appId'>;

/** For the verification of a callback. */
export type CallbackOptions = Slice<
  'appId' | 'merchantId' | 'verifier' | 'ignoreFields' | 'replayWindow' | 'v2'
>;

/** For the check of the listeners at startup. */
export type ListenerCheckOptions = Slice<'expectOrder' | 'queue' | 'watch'>;

/** For the listeners of an event, and the amount that they may rely on. */
export type ListenerOptions = Slice<'listenerTimeout' | 'expectOrder'>;

/** For the jobs of a queue. */
export type JobOptions = Slice<'appId' | 'retry' | 'worker'> & {
  readonly queue: NewPayQueue;
};

/** For the URLs of NewPay, of the app and of its pages. */
export type UrlOptions = ResolvedUrls;

/** For the check of these URLs at startup. */
export type UrlCheckOptions = UrlOptions & Slice<'v2'>;

/** For hooks, which report what happens. */
export type TelemetryOptions = Slice<'hooks'>;

/** For the health check. */
export type HealthOptions = Slice<'appId' | 'verifier' | 'store'>;

/** For the warnings at startup. */
export type DiagnosisOptions = Slice<'publicUrl' | 'store' | 'queue' | 'isWatchWithoutQueue'>;

/** For the comparison of two registrations of one app. */
export type RegistrationOptions = Slice<'appId' | 'verifier'>;
