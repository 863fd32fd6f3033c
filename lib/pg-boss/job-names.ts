import { createHash } from 'node:crypto';

/** The name of the queue of a scope: pg-boss takes letters, digits, `_` and `-`. */
export function queueNameOf(prefix: string, scope: string): string {
  const [merchant = '', ...appId] = scope.split(':');
  const readable = [merchant || 'default', appId.join(':')].map((part) =>
    part.replaceAll(/[^\w-]/g, '_').slice(0, 40),
  );
  return [prefix, ...readable, hashOf(scope).slice(0, 8)].join('-');
}

/** The id of a job in pg-boss, which takes UUIDs: the same for the same job. */
export function uuidOf(id: string): string {
  const hash = hashOf(id);
  // Version 8 of RFC 9562: the rest is what its maker likes.
  const variant = ((Number.parseInt(hash.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
