/**
 * The part of a client of `ioredis` that the store uses.
 *
 * @publicApi
 */
export interface IoRedisLike {
  /** Sends a command. */
  call(command: string, ...args: string[]): Promise<unknown>;
  /** Runs a Lua script on the server. */
  eval(script: string, numberOfKeys: number, ...args: string[]): Promise<unknown>;
}

/**
 * The part of a client of `redis` that the store uses.
 *
 * @publicApi
 */
export interface NodeRedisLike {
  /** Runs a Lua script on the server. */
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/**
 * A client of `ioredis` or of `redis` (4 or newer), for a single server or a cluster.
 *
 * @publicApi
 */
export type NewPayRedisClient = IoRedisLike | NodeRedisLike;

/** Runs a script with one key. */
export type Evaluate = (script: string, key: string, args: string[]) => Promise<unknown>;

/**
 * The two libraries take the parameters of EVAL in different forms.
 *
 * @throws {TypeError} it is no client: without this, every callback would be answered 503
 */
export function evaluatorOf(client: NewPayRedisClient): Evaluate {
  if (typeof (Object(client) as Partial<NodeRedisLike>).eval !== 'function') {
    throw new TypeError(
      'RedisCallbackStore needs a client of ioredis, or of redis (4 or newer): what it was given has no method eval()',
    );
  }
  return isIoRedis(client)
    ? async (script, key, args) => client.eval(script, 1, key, ...args)
    : async (script, key, args) => client.eval(script, { keys: [key], arguments: args });
}

function isIoRedis(client: NewPayRedisClient): client is IoRedisLike {
  return typeof (client as Partial<IoRedisLike>).call === 'function';
}
