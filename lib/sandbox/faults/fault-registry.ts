import { SANDBOX_ENDPOINTS, type SandboxEndpoint } from '../sandbox-endpoint.js';
import { isDelay, MAX_DELAY } from '../delay.js';
import {
  ANSWER_FAULTS,
  CALLBACK_FAULTS,
  type NewPaySandboxFault,
  type NewPaySandboxFaultOptions,
  type NewPaySandboxInjection,
} from './newpay-sandbox-fault.js';

/** The default of the option `ms`. */
const DEFAULT_MS = 1_000;

const FAULTS: readonly NewPaySandboxFault[] = [...ANSWER_FAULTS, ...CALLBACK_FAULTS];

/**
 * An answer or callback that faults may apply to. Its values are unverified if they come from a
 * request.
 */
export interface FaultTarget {
  readonly orderNo?: unknown;
  readonly refundOrderNo?: unknown;
  readonly endpoint?: SandboxEndpoint;
}

/** The injected faults of a sandbox. */
export class FaultRegistry {
  #injections: readonly NewPaySandboxInjection[] = [];

  /** The active injections, in their order. */
  get injections(): readonly NewPaySandboxInjection[] {
    return this.#injections;
  }

  /** @throws {RangeError} the fault is unknown, or an option has an invalid value */
  inject(fault: NewPaySandboxFault, options: NewPaySandboxFaultOptions): void {
    const injection = Object.freeze({ ms: DEFAULT_MS, ...options, fault });
    const problem = problemOf(injection);
    if (problem !== undefined) {
      throw new RangeError(problem);
    }
    this.#injections = [...this.#injections, injection];
  }

  /** Removes the injections of one fault, or all. */
  clear(fault?: NewPaySandboxFault): void {
    this.#injections = this.#injections.filter(
      (injection) => fault !== undefined && injection.fault !== fault,
    );
  }

  /**
   * Removes the injections of one fault for one number, or those for all orders; others are kept.
   */
  withdraw(fault: NewPaySandboxFault, orderNo: string | undefined): void {
    this.#injections = this.#injections.filter(
      (injection) => injection.fault !== fault || injection.orderNo !== orderNo,
    );
  }

  /**
   * Returns the injections of some faults that apply to a target, in their order, and counts each
   * as used once.
   */
  take<Fault extends NewPaySandboxFault>(
    faults: readonly Fault[],
    target: FaultTarget,
  ): NewPaySandboxInjection<Fault>[] {
    const taken = this.#injections.filter(
      (injection): injection is NewPaySandboxInjection<Fault> =>
        (faults as readonly NewPaySandboxFault[]).includes(injection.fault) &&
        appliesTo(injection, target),
    );
    this.#injections = this.#injections.flatMap((injection) =>
      (taken as NewPaySandboxInjection[]).includes(injection) ? afterUse(injection) : injection,
    );
    return taken;
  }
}

function appliesTo({ orderNo, endpoint }: NewPaySandboxInjection, target: FaultTarget): boolean {
  return (
    (orderNo === undefined || orderNo === target.orderNo || orderNo === target.refundOrderNo) &&
    (endpoint === undefined || endpoint === target.endpoint)
  );
}

function afterUse(injection: NewPaySandboxInjection): readonly NewPaySandboxInjection[] {
  const { times } = injection;
  if (times === undefined) {
    return [injection];
  }
  return times > 1 ? [Object.freeze({ ...injection, times: times - 1 })] : [];
}

function problemOf(injection: NewPaySandboxInjection): string | undefined {
  const { fault, endpoint, times, ms } = injection;
  if (!FAULTS.includes(fault)) {
    return `fault must be one of ${FAULTS.join(', ')}`;
  }
  if (endpoint !== undefined && !isOfAnswers(fault)) {
    return `endpoint cannot be set for ${fault}, which is a fault of callbacks`;
  }
  if (endpoint !== undefined && !SANDBOX_ENDPOINTS.includes(endpoint)) {
    return `endpoint must be one of ${SANDBOX_ENDPOINTS.join(', ')}`;
  }
  if (times !== undefined && !(Number.isSafeInteger(times) && times >= 1)) {
    return 'times must be a whole number above 0';
  }
  return isDelay(ms) ? undefined : `ms must be a number of milliseconds from 0 to ${MAX_DELAY}`;
}

function isOfAnswers(fault: NewPaySandboxFault): boolean {
  return (ANSWER_FAULTS as readonly NewPaySandboxFault[]).includes(fault);
}
