import { evaluatorOf, type Evaluate, type NewPayRedisClient } from './redis-client.js';
import { VERIFY } from './lua-scripts.js';
import type { RedisWaitOptions } from './redis-wait-options.js';

/** One connection: WAIT counts replicas for the writes of its own connection only. */
export interface RedisConnection {
  readonly evaluate: Evaluate;
  /**
   * Waits for replicas, then checks that the field has the value: after a failover, WAIT may reach
   * a server that never received the write.
   *
   * @returns two replies as the client returned them: the number of replicas, and 1 if the value is
   * there
   */
  readonly confirm: (key: string, field: string, value: string) => Promise<readonly unknown[]>;
}

/** Runs some work on one connection of a client. */
export type OnOneConnection = <T>(work: (connection: RedisConnection) => Promise<T>) => Promise<T>;

interface Pipeline {
  exec(): Promise<[error: Error | null, answer: unknown][] | null>;
}

/** `ioredis`: a pipeline uses one connection, in a cluster to the node of the key. */
type Pipelining = NewPayRedisClient & { pipeline(commands: unknown[][]): Pipeline };

/** `redis`: each kind of client takes other parameters before the command. */
type Sending = NewPayRedisClient & { sendCommand(...parameters: unknown[]): Promise<unknown> };

/** Pools of `redis`, which lend a connection; its Sentinel client is one, too. */
type Lending<M extends string> = Sending &
  Record<M, <T>(work: (client: Sending) => Promise<T>) => Promise<T>>;

/**
 * @throws {TypeError} the client is unknown. WAIT on another connection than that of the write
 * would report success without checking it
 */
export function connectionsOf(client: NewPayRedisClient, wait: RedisWaitOptions): OnOneConnection {
  const command = ['WAIT', String(wait.replicas), String(wait.timeout)];
  if (isPipelining(client)) {
    const connection = pipelining(client, command);
    return (work) => work(connection);
  }
  if (isLending(client, 'execute')) {
    return (work) => client.execute((lent) => work(sending(lent, () => [command])));
  }
  if (isLending(client, 'use')) {
    return (work) => client.use((lent) => work(sending(lent, () => [false, command])));
  }
  if (isSending(client)) {
    const connection = has(client, 'getRandomNode')
      ? clustered(client, command)
      : sending(client, () => [command]);
    return (work) => work(connection);
  }
  throw new TypeError('The option "wait" needs a client of ioredis, or of redis (4 or newer)');
}

function pipelining(client: Pipelining, [, ...wait]: readonly string[]): RedisConnection {
  return {
    evaluate: evaluatorOf(client),
    confirm: async (key, field, value) => {
      const commands = [
        ['wait', ...wait],
        ['eval', VERIFY, 1, key, field, value],
      ];
      const answers = (await client.pipeline(commands).exec()) ?? [];
      return answers.map(([error, answer]) => {
        if (error) {
          throw error;
        }
        return answer;
      });
    },
  };
}

function sending(client: Sending, waitFor: (key: string) => unknown[]): RedisConnection {
  const evaluate = evaluatorOf(client);
  return {
    evaluate,
    confirm: (key, field, value) =>
      Promise.all([client.sendCommand(...waitFor(key)), evaluate(VERIFY, key, [field, value])]),
  };
}

/** A cluster of `redis`, which needs a key to find the node for a command without keys. */
function clustered(client: Sending, command: readonly string[]): RedisConnection {
  const prefix = keyPrefixOf(client);
  const evaluate = evaluatorOf(client);
  const waitAt = async (key: string): Promise<unknown> => {
    // From 6 on, sendCommand() sends WAIT to every node and returns the lowest reply.
    if (hasNodeClients(client)) {
      return (await client.getNodeClientForKey(key, false)).sendCommand(command);
    }
    return client.sendCommand(key, false, command);
  };
  return {
    evaluate,
    confirm: (key, field, value) =>
      Promise.all([waitAt(prefix + key), evaluate(VERIFY, key, [field, value])]),
  };
}

/** The key prefix of the client, which `redis` adds to the keys of commands but not of raw ones. */
function keyPrefixOf(client: object): string {
  const prefix: unknown = Reflect.get(client, '_keyPrefix');
  return typeof prefix === 'string' ? prefix : '';
}

function has(client: object, method: string): boolean {
  return typeof Reflect.get(client, method) === 'function';
}

function isPipelining(client: NewPayRedisClient): client is Pipelining {
  return has(client, 'call') && has(client, 'pipeline');
}

function isSending(client: NewPayRedisClient): client is Sending {
  return has(client, 'sendCommand') && !has(client, 'call');
}

function hasNodeClients(
  client: Sending,
): client is Sending & { getNodeClientForKey(key: string, isReadonly: boolean): Promise<Sending> } {
  return has(client, 'getNodeClientForKey');
}

function isLending<M extends string>(client: NewPayRedisClient, by: M): client is Lending<M> {
  return isSending(client) && has(client, by);
}
