import { evaluatorOf, type Evaluate, type NewPayRedisClient } from './redis-client.js';
import { VERIFY } from './redis-scripts.js';
import type { RedisWaitOptions } from './redis-wait-options.js';

/** One connection, on which WAIT means the writes that it has sent. */
export interface RedisConnection {
  readonly evaluate: Evaluate;
  /**
   * Waits for the replicas, then looks whether the field has the value: after a failover WAIT may come
   * to a server that has never seen the write.
   *
   * @returns how many replicas have it, and 1 when it is there, as the client returned them
   */
  readonly confirm: (key: string, field: string, value: string) => Promise<readonly unknown[]>;
}

/** Runs work on one connection of a client. */
export type OnOneConnection = <T>(work: (connection: RedisConnection) => Promise<T>) => Promise<T>;

interface Pipeline {
  exec(): Promise<[error: Error | null, answer: unknown][] | null>;
}

/** `ioredis`: a pipeline goes over one connection, in a cluster to the node that has the key. */
type Pipelining = NewPayRedisClient & { pipeline(commands: unknown[][]): Pipeline };

/** `redis`: its clients take different parameters before the command. */
type Sending = NewPayRedisClient & { sendCommand(...parameters: unknown[]): Promise<unknown> };

/** Pools of `redis`, and its client of Sentinel, which is one: they lend a connection. */
type Lending<M extends string> = Sending &
  Record<M, <T>(work: (client: Sending) => Promise<T>) => Promise<T>>;

/**
 * @throws {TypeError} the client is none whose connections are known: WAIT on another connection than
 * that of the write would say that all is well
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
  throw new TypeError('wait needs a client of ioredis, or one of redis (4 or newer)');
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

/** A cluster of `redis`: of a command without keys it has to be told which node is meant. */
function clustered(client: Sending, command: readonly string[]): RedisConnection {
  const prefix = keyPrefixOf(client);
  const evaluate = evaluatorOf(client);
  const waitAt = async (key: string): Promise<unknown> => {
    // From 6 on it asks every node, as Redis advises, and returns the least of their answers.
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

/** A prefix that `redis` puts before the keys of its commands, but not before the one of a raw one. */
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
