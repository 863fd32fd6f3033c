const METHODS = ['open', 'add', 'work', 'failed', 'unfinished', 'retry', 'close'] as const;

/**
 * Why the module cannot use a queue, as a phrase that follows the option's name; `undefined` if it can.
 */
export function queueFault(queue: object): string | undefined {
  const missing = METHODS.filter((name) => typeof Reflect.get(queue, name) !== 'function');
  if (missing.length === 0) {
    return undefined;
  }
  const advice = ', such as BullMqQueue or PgBossQueue';
  return missing.length === METHODS.length
    ? `must be a NewPayQueue${advice}`
    : `must be a NewPayQueue${advice}: it does not have ${missing.map((name) => `${name}()`).join(', ')}`;
}
