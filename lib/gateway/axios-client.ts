import { HttpModule, HttpService } from '@nestjs/axios';
import type { LazyModuleLoader } from '@nestjs/core';
import type { AxiosInstance } from 'axios';
import type { ReceivedAnswer } from './exchange.js';
import { postByUndici, type Sending } from './post-by-undici.js';
import { undiciAdapter } from './undici-adapter.js';

/** The largest answer that is read, in bytes; a real one has about a kilobyte. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** A signed call, and where it goes. */
export interface SignedCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Posts by an axios instance of its own: the interceptors and defaults of the host's do not reach it. */
export class AxiosClient {
  static async load(modules: LazyModuleLoader): Promise<AxiosClient> {
    const http = await modules.load(() => HttpModule.register({}), { logger: false });
    return new AxiosClient(http.get(HttpService, { strict: true }).axiosRef);
  }

  readonly #request: unknown;

  private constructor(private readonly axios: AxiosInstance) {
    dropHostDefaults(axios);
    this.#request = Reflect.get(axios, 'request');
  }

  /** @throws {AxiosError} */
  post(call: SignedCall, sending: Sending): Promise<Pick<ReceivedAnswer, 'status' | 'data'>> {
    return this.#isUnchanged()
      ? postByUndici({ ...call, maxBytes: MAX_ANSWER_BYTES }, sending)
      : this.#postByAxios(call, sending);
  }

  #postByAxios({ url, headers, body }: SignedCall, sending: Sending) {
    return this.axios.request<Buffer>({
      method: 'POST',
      url,
      headers,
      data: body,
      responseType: 'arraybuffer',
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER_BYTES,
      validateStatus: () => true,
      transport: sending.watch,
      adapter: undiciAdapter(sending),
    });
  }

  /**
   * Whether axios would only copy the request on its way to `undici`: for each one it merges settings and
   * makes two objects of headers, half of what a call allocates. Looked at each time: the app may have got
   * hold of the instance, such as by `DiscoveryService`.
   */
  #isUnchanged(): boolean {
    const { defaults, interceptors } = this.axios;
    return (
      Reflect.get(this.axios, 'request') === this.#request &&
      hasNone(interceptors.request) &&
      hasNone(interceptors.response) &&
      Object.keys(defaults).length === 1 &&
      Object.keys(defaults.headers).length === 0
    );
  }
}

function hasNone({ handlers }: { readonly handlers?: readonly unknown[] }): boolean {
  return handlers?.length === 0;
}

/**
 * A new axios instance copies the host's global defaults. Their headers (an `Authorization` may be
 * among them), parameters and transformations must not reach NewPay.
 */
function dropHostDefaults({ defaults }: AxiosInstance): void {
  for (const name of Object.keys(defaults)) {
    Reflect.deleteProperty(defaults, name);
  }
  Object.assign(defaults, { headers: {} });
}
