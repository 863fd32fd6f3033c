/**
 * The policy by which a Redis removes keys when its memory is full; `undefined` if it removes none, or does not say.
 *
 * @param info the reply to INFO
 */
export function evictionPolicyOf(info: unknown): string | undefined {
  const text = typeof info === 'string' ? info : '';
  const policy = /^maxmemory_policy:(\S+)/m.exec(text)?.[1];
  return policy === 'noeviction' ? undefined : policy;
}
