import { getAdapter, type AxiosAdapter, type InternalAxiosRequestConfig } from 'axios';
import { asAxiosError } from './exchange.js';
import { postByUndici, type Sending } from './post-by-undici.js';

/** Settings that axios' own adapter for Node implements. An interceptor that sets one gets that adapter. */
const SETTINGS_OF_AXIOS = [
  'auth',
  'baseURL',
  'cancelToken',
  'httpAgent',
  'httpsAgent',
  'lookup',
  'params',
  'proxy',
  'socketPath',
  'timeout',
] as const satisfies readonly (keyof InternalAxiosRequestConfig)[];

/** An adapter of axios that posts by `undici`. */
export function undiciAdapter(sending: Sending): AxiosAdapter {
  return async (config) => {
    if (SETTINGS_OF_AXIOS.some((name) => config[name] !== undefined)) {
      return getAdapter('http')({ ...config, signal: sending.deadline.createSignal() });
    }
    const posted = {
      url: String(config.url),
      headers: config.headers.toJSON(),
      body: config.data as unknown,
      maxBytes: Number(config.maxContentLength),
    };
    try {
      return { ...(await postByUndici(posted, sending)), config };
    } catch (error) {
      throw Object.assign(asAxiosError(error), { config });
    }
  };
}
