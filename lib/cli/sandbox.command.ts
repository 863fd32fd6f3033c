import { once } from 'node:events';
import { NewPaySandbox, type NewPaySandboxOptions } from '../sandbox/index.js';
import { UsageError, type Command, type CommandContext } from './command.interface.js';
import { parseArguments } from './parse-arguments.js';
import { sandboxGreeting } from './sandbox-greeting.js';

const DEFAULT_PORT = 4010;

const OPTIONS = { port: { type: 'string' }, retry: { type: 'string' } } as const;

/** `nestjs-newpay sandbox`: runs a local sandbox until Ctrl-C. */
export const sandboxCommand: Command = {
  summary: 'run a local NewPay sandbox',
  help: `Usage: nestjs-newpay sandbox [--port <number>] [--retry <seconds,...>]

Runs a local NewPay sandbox on 127.0.0.1 until Ctrl-C, and prints the settings for an app that uses it.

Options:
  --port <number>        the port to listen on (default ${DEFAULT_PORT}; 0 for any free port)
  --retry <seconds,...>  the delays before a callback is delivered again (default 300,300,300)
`,
  run: runSandbox,
};

async function runSandbox(args: readonly string[], context: CommandContext): Promise<number> {
  const options = sandboxOptions(args);
  const sandbox = await start(options, context);
  if (!sandbox) {
    return 1;
  }
  context.stdout.write(sandboxGreeting(sandbox.credentials));
  if (!context.signal.aborted) {
    await once(context.signal, 'abort');
  }
  await sandbox.stop();
  return 0;
}

async function start(
  options: NewPaySandboxOptions,
  { stderr }: CommandContext,
): Promise<NewPaySandbox | undefined> {
  try {
    return await NewPaySandbox.start(options);
  } catch (error) {
    stderr.write(`${startProblem(error as NodeJS.ErrnoException, options)}\n`);
    return undefined;
  }
}

function startProblem({ code, message }: NodeJS.ErrnoException, { port }: NewPaySandboxOptions) {
  return code === 'EADDRINUSE'
    ? `Port ${port} is in use: choose another one with --port, or stop the program that uses it.`
    : `The sandbox cannot start: ${message}`;
}

function sandboxOptions(args: readonly string[]): NewPaySandboxOptions {
  const { port, retry } = parseArguments({ args, options: OPTIONS }).values;
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) {
    throw new UsageError(`--port must be a number from 0 to 65535, not "${port}"`);
  }
  if (retry !== undefined && !/^\d{1,6}(,\d{1,6})*$/.test(retry)) {
    throw new UsageError(`--retry must be whole seconds, such as 10,60, not "${retry}"`);
  }
  return {
    port: port === undefined ? DEFAULT_PORT : Number(port),
    retryDelays: retry?.split(',').map((seconds) => Number(seconds) * 1000),
  };
}
