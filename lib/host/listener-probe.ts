import { EventEmitter2, type OnEventOptions } from '@nestjs/event-emitter';

// Checked on @nestjs/event-emitter 3.1.0 and 12.0.1 with eventemitter2 6.4.9.

/** How an emitter treats a listener, found out with a probe that is registered in the same way. */
export interface ProbedListener {
  /** The event names, of those asked for, that reach it. */
  readonly hears: readonly string[];
  /** Whether the publisher sees its failure. */
  readonly isFailureSeen: boolean;
}

/** How a listener is registered. */
export interface ProbedRegistration {
  readonly event: unknown;
  readonly options: unknown;
  /** Whether it is a method under `@OnEvent`, which swallows errors unless `suppressErrors` is `false`. */
  readonly isDecorated: boolean;
  readonly isRequestScoped: boolean;
}

/**
 * Registers a probe with an emitter that is configured as the host's. The text of a registration does not
 * show what happens: names can have wildcards or be arrays, and `async`, `nextTick` and `promisify`
 * combine.
 */
export async function probeListener(
  host: EventEmitter2,
  { event, options, isDecorated, isRequestScoped }: ProbedRegistration,
  names: readonly string[],
): Promise<ProbedListener> {
  const { wildcard = false, delimiter = '.' } = host as { wildcard?: boolean; delimiter?: string };
  const emitter = new EventEmitter2({ wildcard, delimiter });
  const answer = {};
  // As `@OnEvent` registers it: an async function for a request-scoped provider, otherwise an ordinary one.
  const listener = isRequestScoped ? async () => answer : () => Promise.resolve(answer);
  const rest = options === undefined ? [] : [options as OnEventOptions];
  emitter.on(event as string, listener as () => void, ...rest);
  const hears = names.filter((name) => emitter.listeners(name).length > 0);
  const isSwallowed = isDecorated && (options as OnEventOptions)?.suppressErrors !== false;
  const [registered] = emitter.listeners(hears[0] ?? '') as ((() => unknown) | undefined)[];
  return { hears, isFailureSeen: !isSwallowed && (await registered?.call(emitter)) === answer };
}
