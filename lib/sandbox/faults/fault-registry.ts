import { DEFAULT_ENDPOINTS, type NewPayEndpoint } from '../../protocol/v1/endpoints.js';
import { isDelay, MAX_DELAY } from '../delay.js';
import {
  ANSWER_FAULTS,
  CALLBACK_FAULTS,
  type NewPaySandboxFault,
  type NewPaySandboxFaultOptions,
  type NewPaySandboxInjection,
} from './newpay-sandbox-fault.js';

/** In milliseconds. */
const DEFAULT_MS = 1_000;

const FAULTS: readonly NewPaySandboxFault[] = [...ANSWER_FAULTS, ...CALLBACK_FAULTS];

/** What a fault may befall, as far as it was said. Unverified: a request names what it likes. */
export interface Occasion {
  readonly orderNo?: unknown;
  readonly refundOrderNo?: unknown;
  readonly endpoint?: NewPayEndpoint;
}

/** The faults that a sandbox has been told to make. */
export class FaultRegistry {
  #injections: readonly NewPaySandboxInjection[] = [];

  /** Those that are not used up, in the order of their injection. */
  get injections(): readonly NewPaySandboxInjection[] {
    return this.#injections;
  }

  /** @throws {RangeError} the fault is none, or an option has no possible value */
  inject(fault: NewPaySandboxFault, options: NewPaySandboxFaultOptions): void {
    const injection = Object.freeze({ ms: DEFAULT_MS, ...options, fault });
    const problem = problemOf(injection);
    if (problem !== undefined) {
      throw new RangeError(problem);
    }
    this.#injections = [...this.#injections, injection];
  }

  /** Takes back the injections of one fault, or all. */
  clear(fault?: NewPaySandboxFault): void {
    this.#injections = this.#injections.filter(
      (injection) => fault !== undefined && injection.fault !== fault,
    );
  }

  /** Takes back the injections of one fault for one number, or for everyone; others of it stay. */
  withdraw(fault: NewPaySandboxFault, orderNo: string | undefined): void {
    this.#injections = this.#injections.filter(
      (injection) => injection.fault !== fault || injection.orderNo !== orderNo,
    );
  }

  /**
   * The injections of some faults that befall an occasion, in the order of their injection. Each of
   * them is used once.
   */
  take<Fault extends NewPaySandboxFault>(
    faults: readonly Fault[],
    occasion: Occasion,
  ): NewPaySandboxInjection<Fault>[] {
    const taken = this.#injections.filter(
      (injection): injection is NewPaySandboxInjection<Fault> =>
        (faults as readonly NewPaySandboxFault[]).includes(injection.fault) &&
        befalls(injection, occasion),
    );
    this.#injections = this.#injections.flatMap((injection) =>
      (taken as NewPaySandboxInjection[]).includes(injection) ? afterUse(injection) : injection,
    );
    return taken;
  }
}

function befalls({ orderNo, endpoint }: NewPaySandboxInjection, occasion: Occasion): boolean {
  return (
    (orderNo === undefined || orderNo === occasion.orderNo || orderNo === occasion.refundOrderNo) &&
    (endpoint === undefined || endpoint === occasion.endpoint)
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
    return `endpoint does not go with ${fault}, which is a fault of callbacks`;
  }
  if (endpoint !== undefined && !Object.hasOwn(DEFAULT_ENDPOINTS, endpoint)) {
    return `endpoint must be one of ${Object.keys(DEFAULT_ENDPOINTS).join(', ')}`;
  }
  if (times !== undefined && !(Number.isSafeInteger(times) && times >= 1)) {
    return 'times must be a whole number from 1';
  }
  return isDelay(ms) ? undefined : `ms must be milliseconds from 0 to ${MAX_DELAY}`;
}

function isOfAnswers(fault: NewPaySandboxFault): boolean {
  return (ANSWER_FAULTS as readonly NewPaySandboxFault[]).includes(fault);
}
