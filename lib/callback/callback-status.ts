import { HttpStatus } from '@nestjs/common';
import { NewPaySignatureError, NewPayValidationError } from '../errors/index.js';
import { isInstance } from '../errors/is-instance.js';
import {
  DeliveryInProgressError,
  NoListenerError,
  UnavailableError,
} from '../events/delivery.errors.js';
import { BodyTooLargeError, LostBodyError, UnreadableBodyError } from '../host/body.errors.js';
import { LosslessJsonError } from '../protocol/json/lossless-json.js';
import { QueueUnavailableError } from '../queue/queue.errors.js';
import { StoreUnavailableError } from '../store/strict-callback-store.js';

/** The callback is signed by NewPay, but for another application than this registration's. */
export class ForeignCallbackError extends Error {
  override readonly name = 'ForeignCallbackError';
}

/** How a callback that cannot be acknowledged is answered, and how loud the log says so. */
export interface CallbackRejection {
  readonly status: HttpStatus;
  readonly level: 'log' | 'warn' | 'error';
  /** The case, for the documentation. */
  readonly when: string;
}

type ErrorClass = abstract new (...given: never[]) => Error;
type Row = readonly [
  error: ErrorClass,
  status: HttpStatus,
  level: CallbackRejection['level'],
  when: string,
];

/**
 * The one table of rejections: the first row of the stage whose class the error has. Stages are kept
 * apart because listeners and `expectOrder` can throw this package's errors too: a failed call of
 * NewPay's API must not be answered as a forged callback.
 *
 * A forged callback is a warning, since anybody who knows the address can send one. A callback that the
 * app cannot handle is an error. docs/callbacks.md holds the same table.
 */
const REJECTIONS = {
  authentication: [
    [
      BodyTooLargeError,
      HttpStatus.PAYLOAD_TOO_LARGE,
      'warn',
      'The body is larger than `callback.maxBytes`',
    ],
    [
      UnreadableBodyError,
      HttpStatus.BAD_REQUEST,
      'warn',
      'The body is empty, incomplete or wrongly encoded',
    ],
    [
      LosslessJsonError,
      HttpStatus.BAD_REQUEST,
      'warn',
      'The body is not a JSON object, or a field appears twice with different values',
    ],
    [
      NewPaySignatureError,
      HttpStatus.UNAUTHORIZED,
      'warn',
      'The callback is unsigned, its signature is wrong, or it is older than `replayWindow`',
    ],
    [
      ForeignCallbackError,
      HttpStatus.FORBIDDEN,
      'warn',
      'The callback is signed, but for another `appId` or `merchantId`',
    ],
    [
      NewPayValidationError,
      HttpStatus.BAD_REQUEST,
      'warn',
      'The callback is signed, but a field is missing or invalid, or it is another kind of message',
    ],
    [
      LostBodyError,
      HttpStatus.INTERNAL_SERVER_ERROR,
      'error',
      'The body was read before the guard ran, and its bytes were not kept',
    ],
  ],
  delivery: [
    [
      DeliveryInProgressError,
      HttpStatus.CONFLICT,
      'log',
      'Another delivery of the event is in progress, or a later state of the order is unfinished',
    ],
    [
      NoListenerError,
      HttpStatus.SERVICE_UNAVAILABLE,
      'error',
      'No listener is registered for the event',
    ],
    [
      StoreUnavailableError,
      HttpStatus.SERVICE_UNAVAILABLE,
      'error',
      'The store cannot be reached, takes more than 5 seconds, or gives an undocumented answer',
    ],
    [
      QueueUnavailableError,
      HttpStatus.SERVICE_UNAVAILABLE,
      'error',
      'The queue cannot be reached, takes more than 5 seconds, or gives an undocumented answer',
    ],
    [
      UnavailableError,
      HttpStatus.SERVICE_UNAVAILABLE,
      'error',
      'A listener or `expectOrder` exceeds `listenerTimeout`, a refund has no final state yet, or the app is closing',
    ],
    [AggregateError, HttpStatus.INTERNAL_SERVER_ERROR, 'error', 'A listener throws'],
  ],
} as const satisfies Record<string, readonly Row[]>;

const UNEXPECTED: CallbackRejection = {
  status: HttpStatus.INTERNAL_SERVER_ERROR,
  level: 'error',
  when: '`expectOrder` throws, or anything else fails',
};

/** How an error of a stage is answered. */
export function rejectionOf(stage: keyof typeof REJECTIONS, error: unknown): CallbackRejection {
  const rows: readonly Row[] = REJECTIONS[stage];
  const row = rows.find(([errorClass]) => isInstance(error, errorClass));
  return row ? rejectionIn(row) : UNEXPECTED;
}

/** Every row in its order, for the documentation. */
export function allRejections(): CallbackRejection[] {
  return [...Object.values(REJECTIONS).flat().map(rejectionIn), UNEXPECTED];
}

/**
 * The status of an exception of whatever copy of Nest, such as one of the host's own guard: its own if
 * it is an error's, 500 otherwise.
 */
export function statusOfException(error: unknown): number {
  try {
    const status: unknown = (error as { getStatus(): unknown }).getStatus();
    return Number.isInteger(status) && Number(status) >= 400 && Number(status) <= 599
      ? Number(status)
      : UNEXPECTED.status;
  } catch {
    // It has no status.
    return UNEXPECTED.status;
  }
}

function rejectionIn([, status, level, when]: Row): CallbackRejection {
  return { status, level, when };
}
