import type { EventEmitter } from 'node:events';
import type { ConnectionOptions, RedisOptions } from 'bullmq';
import { messageOf } from '../errors/error-message.js';

/** How long one command may take, in milliseconds: below the five seconds of a callback's patience. */
const COMMAND_TIMEOUT = 3_000;

/**
 * A server that was made a replica keeps its connections, and refuses every write. A new connection finds the server that
 * took its place.
 */
export function isDemoted(error: unknown): boolean {
  return messageOf(error).startsWith('READONLY');
}

/** Numbers as text are the only setting of replies that `ioredis` has, and BullMQ takes `'0'` for a job. */
const PLAIN = { stringNumbers: false };

/** Settings of a connection that rejects at once while Redis is away, in place of waiting for it. */
const IMPATIENT = {
  ...PLAIN,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  commandTimeout: COMMAND_TIMEOUT,
};

/** Without a time limit for a command: one that waits for a job takes seconds. */
const PATIENT = {
  ...PLAIN,
  maxRetriesPerRequest: null,
  enableOfflineQueue: true,
  commandTimeout: undefined,
};

const RECONNECTING = { reconnectOnError: isDemoted };

/** A connection for BullMQ, and how it is ended if BullMQ does not. */
export interface EngineConnection {
  readonly connection: ConnectionOptions;
  /** Never throws. */
  disconnect(): void;
}

type Client = Readonly<Record<string, unknown>>;

/**
 * A connection that stores and reads jobs. From a client of `ioredis` it is a copy; a client of another
 * library is used as it is.
 */
export function impatientConnection(given: ConnectionOptions): EngineConnection {
  if (!isClient(given)) {
    return closable({ ...RECONNECTING, ...given, ...IMPATIENT });
  }
  if (!isIoRedis(given)) {
    return { connection: given, disconnect: () => undefined };
  }
  const copy =
    given.isCluster === true
      ? copyOfCluster(given)
      : given.duplicate({ ...reconnecting(given), ...IMPATIENT });
  // Its failures are those of the commands. An error event that nobody hears ends the process.
  copy.on('error', () => undefined);
  return { connection: copy, disconnect: () => copy.disconnect() };
}

/** A connection that waits for jobs, for as long as Redis is away. */
export function patientConnection(given: ConnectionOptions): EngineConnection {
  if (!isClient(given)) {
    return closable({ ...RECONNECTING, ...given, ...PATIENT });
  }
  if (!isIoRedis(given) || given.isCluster === true) {
    return { connection: given, disconnect: () => undefined };
  }
  const copy = given.duplicate({ ...reconnecting(given), ...PATIENT });
  copy.on('error', () => undefined);
  return { connection: copy, disconnect: () => copy.disconnect() };
}

/**
 * Lets the connections of a queue or worker of BullMQ 5 fail in silence once they are closed. Closing takes their
 * listeners away, and a first connection that fails after that is told to nobody: a rejection that ends the process.
 * BullMQ 6 catches it. Checked on BullMQ 5.81.
 */
export function ignoreErrorsOnceClosed(owner: object): void {
  for (const name of ['connection', 'blockingConnection']) {
    const connection = Reflect.get(owner, name) as EventEmitter | undefined;
    if (typeof connection?.emit === 'function') {
      const emit = connection.emit.bind(connection);
      connection.emit = (event: string, ...given: unknown[]) =>
        (event !== 'error' || connection.listenerCount('error') > 0) && emit(event, ...given);
    }
  }
}

/** BullMQ cannot end a connection that has never been there: its next try is the last one. */
function closable(options: RedisOptions): EngineConnection {
  let isOver = false;
  const { retryStrategy = pauseBefore } = options;
  return {
    connection: {
      ...options,
      retryStrategy: (times: number) => (isOver ? null : retryStrategy(times)),
    },
    disconnect: () => {
      isOver = true;
    },
  };
}

/** The pause before a connection is tried again, in milliseconds. */
function pauseBefore(times: number): number {
  return Math.min(times * 200, 2_000);
}

interface IoRedisClient extends Client {
  duplicate(...given: unknown[]): IoRedisClient;
  on(event: string, listener: () => void): unknown;
  disconnect(): void;
}

/** What the app has set itself is kept. */
function reconnecting(client: IoRedisClient): object {
  const { reconnectOnError } = Object(client['options']) as { reconnectOnError?: unknown };
  return typeof reconnectOnError === 'function' ? {} : RECONNECTING;
}

function copyOfCluster(cluster: IoRedisClient): IoRedisClient {
  const { redisOptions } = Object(cluster['options']) as { redisOptions?: object };
  return cluster.duplicate([], {
    enableOfflineQueue: false,
    redisOptions: { ...redisOptions, ...IMPATIENT },
  });
}

/** As BullMQ tells clients from options. */
function isClient(value: object): value is Client {
  return ['connect', 'disconnect', 'duplicate'].every(
    (method) => typeof Reflect.get(value, method) === 'function',
  );
}

function isIoRedis(client: Client): client is IoRedisClient {
  return ['call', 'defineCommand', 'on'].every((method) => typeof client[method] === 'function');
}
