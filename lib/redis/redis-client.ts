/** What is used of a client of `ioredis`. */
export interface IoRedisLike {
  call(command: string, ...args: string[]): Promise<unknown>;
  eval(script: string, numberOfKeys: number, ...args: string[]): Promise<unknown>;
}

/** What is used of a client of `redis`. */
export interface NodeRedisLike {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** A client of `ioredis` or of `redis` (4 or newer), a single server's or a cluster's. */
export type NewPayRedisClient = IoRedisLike | NodeRedisLike;

/** Runs a script over one key. */
export type Evaluate = (script: string, key: string, args: string[]) => Promise<unknown>;

/** The two libraries spell the same command differently. */
export function evaluatorOf(client: NewPayRedisClient): Evaluate {
  return isIoRedis(client)
    ? (script, key, args) => client.eval(script, 1, key, ...args)
    : (script, key, args) => client.eval(script, { keys: [key], arguments: args });
}

function isIoRedis(client: NewPayRedisClient): client is IoRedisLike {
  return typeof (client as Partial<IoRedisLike>).call === 'function';
}
