import { EventEmitter2, type OnEventOptions } from '@nestjs/event-emitter';

// Checked on @nestjs/event-emitter 3.1.0 and 12.0.1 with eventemitter2 6.4.9.

/** What a listener is to the emitter, found out by giving it one that is the same but for its work. */
export interface ProbedListener {
  /** Those of the names asked for that it would hear. */
  readonly hears: readonly string[];
  /** Whether a failure of it reaches whoever publishes. */
  readonly isFailureSeen: boolean;
}

/** How a listener is registered. */
export interface ProbedRegistration {
  readonly event: unknown;
  readonly options: unknown;
  /** Whether it is a method under `@OnEvent`, which swallows what the method throws unless told not to. */
  readonly isDecorated: boolean;
  readonly isRequestScoped: boolean;
}

/**
 * Asks an emitter that is set up as the host's what it makes of a registration. Names with wildcards
 * and arrays, and the options `async`, `nextTick` and `promisify` together, do more than can be told
 * from their text.
 */
export async function probeListener(
  host: EventEmitter2,
  { event, options, isDecorated, isRequestScoped }: ProbedRegistration,
  names: readonly string[],
): Promise<ProbedListener> {
  const { wildcard = false, delimiter = '.' } = host as { wildcard?: boolean; delimiter?: string };
  const emitter = new EventEmitter2({ wildcard, delimiter });
  const answer = {};
  // As `@OnEvent` does: an async function for what is made anew for each event, else one that is not.
  const listener = isRequestScoped ? async () => answer : () => Promise.resolve(answer);
  const rest = options === undefined ? [] : [options as OnEventOptions];
  emitter.on(event as string, listener as () => void, ...rest);
  const hears = names.filter((name) => emitter.listeners(name).length > 0);
  const isSwallowed = isDecorated && (options as OnEventOptions)?.suppressErrors !== false;
  const [registered] = emitter.listeners(hears[0] ?? '') as ((() => unknown) | undefined)[];
  return { hears, isFailureSeen: !isSwallowed && (await registered?.call(emitter)) === answer };
}
