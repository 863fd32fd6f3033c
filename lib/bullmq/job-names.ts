import { createHash } from 'node:crypto';
import type { NewPayQueueJob } from '../queue/queue.interface.js';

/** The name of the queue of a scope. BullMQ takes no `:` in it. */
export function queueNameOf(prefix: string, scope: string): string {
  const [merchant = '', ...appId] = scope.split(':');
  const readable = [merchant || 'default', appId.join(':')].map((part) =>
    part.replaceAll(/[^\w-]/g, '_').slice(0, 40),
  );
  return [prefix, ...readable, hashOf(scope, 8)].join('-');
}

/**
 * The id of a job in BullMQ, which takes no `:` and no number: the order number and the scope, by which
 * jobs are found, and a hash of the job's id.
 */
export function engineIdOf({
  scope,
  group,
  id,
}: Pick<NewPayQueueJob, 'scope' | 'group' | 'id'>): string {
  return `${groupTagOf(group)}${suffixOf(scope, id)}`;
}

/** How the ids of a group begin. */
export function groupPrefixOf(scope: string, group: string): string {
  return `${groupTagOf(group)}.${hashOf(scope, 11)}.`;
}

/** An order number as it is, so that a dashboard shows it. */
function groupTagOf(group: string): string {
  return /^[\w-]{1,64}$/.test(group) ? group : `~${hashOf(group, 22)}`;
}

/** How the id of a job of the scope ends. */
export function suffixOf(scope: string, id: string): string {
  return `.${hashOf(scope, 11)}.${hashOf(id, 43)}`;
}

/** Whether a job with this id may be one of the scope: its data says whether it is. */
export function mayBeOfScope(engineId: string, scope: string): boolean {
  return engineId.split('.')[1] === hashOf(scope, 11);
}

function hashOf(text: string, length: number): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, length);
}
