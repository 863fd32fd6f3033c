import { isIP } from 'node:net';
import type { NewPayApi } from '../../events/newpay-event.js';
import type { NewPaySandboxV2Options } from '../../sandbox/index.js';
import { API_OPTIONS, requireApi, requireForm } from '../api-options.js';
import { UsageError } from '../command.interface.js';
import { parseArguments } from '../parse-arguments.js';

export const DEFAULT_PORT = 4010;

const OPTIONS = {
  port: { type: 'string' },
  retry: { type: 'string' },
  ...API_OPTIONS,
  env: { type: 'string' },
  keys: { type: 'string' },
  host: { type: 'string' },
  'base-url': { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
  'hold-refunds': { type: 'boolean', default: false },
} as const;

/** The arguments of the command `sandbox`. */
export interface SandboxArguments {
  readonly port: number;
  readonly retryDelays?: readonly number[];
  readonly host?: string;
  readonly baseUrl?: string;
  readonly allowedHosts?: readonly string[];
  readonly api: NewPayApi;
  readonly v2?: NewPaySandboxV2Options;
  readonly env: string | undefined;
  readonly keys: string | undefined;
  readonly holdRefunds: boolean;
}

/** @throws {UsageError} an argument is not valid */
export function sandboxArguments(args: readonly string[]): SandboxArguments {
  const { values } = parseArguments({ args, options: OPTIONS });
  const { port, retry, env, keys, host } = values;
  const api = requireApi(values.api);
  const form = requireForm(values.nested);
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) {
    throw new UsageError(`--port must be a number from 0 to 65535, not "${port}"`);
  }
  if (retry !== undefined && !/^\d{1,6}(,\d{1,6})*$/.test(retry)) {
    throw new UsageError(`--retry must be whole seconds, such as 10,60, not "${retry}"`);
  }
  if (host !== undefined && isIP(host) === 0) {
    throw new UsageError(
      `--host must be an IP address of this machine, or 0.0.0.0 for all of them, not "${host}"`,
    );
  }
  const { 'base-url': baseUrl, 'allow-host': allowedHosts, 'hold-refunds': holdRefunds } = values;
  return {
    port: port === undefined ? DEFAULT_PORT : Number(port),
    ...(retry !== undefined && {
      retryDelays: retry.split(',').map((seconds) => Number(seconds) * 1000),
    }),
    ...(host !== undefined && { host }),
    ...(baseUrl !== undefined && { baseUrl }),
    ...(allowedHosts && { allowedHosts }),
    ...(form !== undefined && { v2: { nested: form } }),
    api,
    env,
    keys,
    holdRefunds,
  };
}
