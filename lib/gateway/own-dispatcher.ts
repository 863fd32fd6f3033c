import type { buildConnector, Dispatcher, Pool } from 'undici';
import type { NewPayDispatcher } from '../options/newpay-dispatcher.interface.js';

/** Idle connections are dropped after this many milliseconds, before a gateway would close them. */
const IDLE_TIMEOUT = 4_000;

/** The variables that name a proxy, in both spellings. */
const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

/** The connections of one registration that has no dispatcher of the host. They are kept alive. */
export class OwnDispatcher {
  #opening: Promise<Dispatcher> | undefined;
  #opened: Dispatcher | undefined;

  /** @param connectTimeout how long a connection may take to open, in milliseconds */
  constructor(private readonly connectTimeout: number) {}

  /** Loads `undici` at the first call, so that booting does not wait for it. */
  open(): NewPayDispatcher | Promise<NewPayDispatcher> {
    return this.#opened ?? (this.#opening ??= this.#open());
  }

  /**
   * Closes all connections. Not by `destroy`: it gives one error to all sockets, and `urllib`, which
   * `alipay-sdk` brings along, throws at the second socket of an error.
   */
  close(): void {
    this.#opening?.then((dispatcher) => dispatcher.close()).catch(() => undefined);
  }

  async #open(): Promise<Dispatcher> {
    return (this.#opened = await open(this.connectTimeout));
  }
}

async function open(connectTimeout: number): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent, Pool } = await import('undici');
  const settings = {
    connectTimeout,
    keepAliveTimeout: IDLE_TIMEOUT,
    // Whatever longer time the gateway announces.
    keepAliveMaxTimeout: IDLE_TIMEOUT,
    factory: (origin: URL, { connect, ...options }: Pool.Options) =>
      new Pool(origin, {
        ...options,
        connect: typeof connect === 'function' ? connectOnce(connect) : connect,
      }),
  };
  // oxlint-disable-next-line node/no-process-env -- the variables that every HTTP client reads
  return PROXY_VARIABLES.some((name) => process.env[name])
    ? new EnvHttpProxyAgent(settings)
    : new Agent(settings);
}

/**
 * A tunnel that fails fails the requests that wait for it. With these codes `undici` would open another
 * one at once, again and again, for as long as the proxy drops the connection.
 */
function connectOnce(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) =>
    connect(options, (...[error, socket]: Parameters<buildConnector.Callback>) => {
      if (error === null) {
        callback(null, socket);
        return;
      }
      const { code } = error as NodeJS.ErrnoException;
      const isRepeated = code === 'UND_ERR_SOCKET' || code === 'UND_ERR_INFO';
      callback(
        isRepeated ? new Error(`the proxy failed: ${error.message}`, { cause: error }) : error,
        null,
      );
    });
}
