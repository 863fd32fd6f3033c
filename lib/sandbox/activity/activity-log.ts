import { messageOf } from '../../errors/error-message.js';
import type {
  NewPaySandboxActivity,
  NewPaySandboxRequestActivity,
} from './newpay-sandbox-activity.interface.js';

/** How many refused requests are kept. */
const MAX_REFUSED = 50;

/** A refused request. */
export type RefusedRequest = NewPaySandboxRequestActivity & { readonly refusal: string };

/** What a sandbox did: keeps the refused requests, and tells a listener everything. */
export class ActivityLog {
  #refused: readonly RefusedRequest[] = [];

  constructor(private readonly listener?: (activity: NewPaySandboxActivity) => void) {}

  /** The newest refused requests, the first one first. */
  get refused(): readonly RefusedRequest[] {
    return this.#refused;
  }

  record(activity: NewPaySandboxActivity): void {
    if (isRefused(activity)) {
      this.#refused = [...this.#refused, activity].slice(-MAX_REFUSED);
    }
    try {
      this.listener?.(activity);
    } catch (error) {
      // An error of the listener must not change an answer or stop the retries.
      process.emitWarning(`onActivity of the sandbox threw an error: ${messageOf(error)}`);
    }
  }
}

function isRefused(activity: NewPaySandboxActivity): activity is RefusedRequest {
  return activity.type === 'request' && activity.refusal !== undefined;
}
