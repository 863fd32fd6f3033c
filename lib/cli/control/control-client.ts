import type { ControlReply, ControlResult } from '../../sandbox/control/control-reply.interface.js';
import { CONTROL_PATH } from '../../sandbox/control/control-request.js';
import { postJson, type PostAnswer } from '../../sandbox/callbacks/post-json.js';
import { visibleText } from '../../errors/escape-invisible.js';
import { isWebAddress } from '../../protocol/web-address.js';
import { UsageError, type CommandContext } from '../command.interface.js';

/** The option of all commands that control a running sandbox. */
export const SANDBOX_OPTION = { sandbox: { type: 'string' } } as const;

/** The lines about it in the help. */
export const SANDBOX_HELP =
  '  --sandbox <url>     the running sandbox (default http://127.0.0.1:4010)';

const DEFAULT_SANDBOX = 'http://127.0.0.1:4010';

/** Longer than a delivery of the sandbox. */
const TIMEOUT = 30_000;

/** The sandbox did not do what it was told, or does not run. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
}

/**
 * Sends a request to the control endpoint of a running sandbox. Fields that are `undefined` are left
 * out.
 *
 * @throws {UsageError} the URL is not valid
 * @throws {ControlError} no sandbox answers, or it refuses the request
 */
export async function control(
  fields: Readonly<Record<string, string | undefined>>,
  { sandbox = DEFAULT_SANDBOX, signal }: { sandbox: string | undefined; signal: AbortSignal },
): Promise<ControlResult> {
  requireUrl(sandbox);
  const url = new URL(CONTROL_PATH, sandbox).href;
  const reply = replyOf(await post(url, JSON.stringify(fields), signal), sandbox);
  if ('error' in reply) {
    throw new ControlError(visibleText(reply.error));
  }
  return reply;
}

function requireUrl(sandbox: string): void {
  if (!isWebAddress(sandbox)) {
    throw new UsageError(`--sandbox must be a URL such as ${DEFAULT_SANDBOX}`);
  }
}

/** Runs a command, and prints a {@link ControlError} as its failure. */
export async function runControl(
  { stderr }: CommandContext,
  work: () => Promise<number>,
): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ControlError) {
      stderr.write(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

async function post(url: string, body: string, signal: AbortSignal): Promise<PostAnswer> {
  try {
    return await postJson(url, body, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ControlError(
      `No sandbox answers at ${new URL(url).origin} (${code ?? message}): start one with "nestjs-newpay sandbox", or name its URL with --sandbox.`,
      { cause: error },
    );
  }
}

/** What else answers at this address, such as the app itself, must not look like a success. */
function replyOf({ status, body }: PostAnswer, sandbox: string): ControlReply {
  const reply = parsed(body);
  const isKnown =
    status === 200
      ? Array.isArray(reply['deliveries'] ?? reply['faults'])
      : typeof reply['error'] === 'string';
  if (!isKnown) {
    throw new ControlError(
      `${sandbox} answered HTTP ${status}, and not as a sandbox of this version does.`,
    );
  }
  return reply;
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    return { ...(JSON.parse(body) as object | null) };
  } catch {
    return {};
  }
}
