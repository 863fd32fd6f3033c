import { once } from 'node:events';
import { NewPaySandbox } from '../../sandbox/index.js';
import { isLoopback } from '../../sandbox/http/listen-address.js';
import { UsageError, type Command, type CommandContext } from '../command.interface.js';
import { openAccountFiles } from './account-files.js';
import { activityLine } from './activity-line.js';
import { appVariables } from './app-variables.js';
import { updateEnvFile } from './env-file.js';
import { envReport } from './env-report.js';
import { DEFAULT_PORT, sandboxArguments, type SandboxArguments } from './sandbox-arguments.js';
import { sandboxGreeting } from './sandbox-greeting.js';

/** `nestjs-newpay sandbox`: runs a local sandbox until Ctrl-C. */
export const sandboxCommand: Command = {
  summary: 'run a local NewPay sandbox',
  help: `Usage: nestjs-newpay sandbox [options]

Runs a local NewPay sandbox on 127.0.0.1 until Ctrl-C, and prints the settings for an app that uses it.
While it runs, it prints one line for each request, result and delivery of a callback.

Options:
  --env <file>           write the variables for the app into this file; other lines are kept
  --api <v1|v2>          the API of the app, for its variables (default v1); the sandbox speaks both
  --nested <form>        API v2: how objects inside messages are signed (default wire)
  --keys <folder>        keep the IDs and keys in this folder, so that they stay the same
  --port <number>        the port to listen on (default ${DEFAULT_PORT}; 0 for any free port)
  --retry <seconds,...>  the delays before a callback is delivered again (default 300,300,300;
                         for orders of API v2 10,300,1800)
  --hold-refunds         keep new refunds processing, until "refund" or the console completes them
  --host <address>       listen on this IP address; 0.0.0.0 for all. Everybody in the network can then pay
                         the orders: only for containers, and for phones in a network that you trust
  --base-url <url>       the URL of the sandbox for apps and payers (default: its address and port)
  --allow-host <name>    accept requests for this host name, such as the name of a container. Repeatable
`,
  run: runSandbox,
};

async function runSandbox(args: readonly string[], context: CommandContext): Promise<number> {
  const options = sandboxArguments(args);
  const sandbox = await start(options, context);
  if (!sandbox) {
    return 1;
  }
  try {
    await greet(sandbox, options, context);
    if (!context.signal.aborted) {
      await once(context.signal, 'abort');
    }
  } finally {
    await sandbox.stop();
  }
  return 0;
}

async function start(
  { env: _env, api: _api, keys, holdRefunds, ...options }: SandboxArguments,
  { stdout, stderr }: CommandContext,
): Promise<NewPaySandbox | undefined> {
  const account = keys === undefined ? {} : { account: await openAccountFiles(keys) };
  try {
    const sandbox = await NewPaySandbox.start({
      ...options,
      ...account,
      onActivity: (activity) => stdout.write(activityLine(activity)),
    });
    sandbox.holdRefunds(holdRefunds);
    return sandbox;
  } catch (error) {
    if (error instanceof RangeError) {
      throw new UsageError(error.message, { cause: error });
    }
    stderr.write(`${startProblem(error as NodeJS.ErrnoException, options)}\n`);
    return undefined;
  }
}

async function greet(
  { credentials, localUrl }: NewPaySandbox,
  { env, keys, host, api, baseUrl = localUrl }: SandboxArguments,
  { stdout, stderr }: CommandContext,
): Promise<void> {
  const ofApp = { ...credentials, baseUrl };
  const report =
    env === undefined
      ? undefined
      : envReport(env, await updateEnvFile(env, appVariables(ofApp, api)));
  if (host !== undefined && !isLoopback(host)) {
    stderr.write(
      `WARNING: the sandbox listens on ${host}: everybody in the network can see its orders and pay them.\n`,
    );
  }
  stdout.write(sandboxGreeting(ofApp, { envReport: report, keys, api, url: credentials.baseUrl }));
}

function startProblem(
  { code, message }: NodeJS.ErrnoException,
  { port, host = '127.0.0.1' }: Pick<SandboxArguments, 'port' | 'host'>,
): string {
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use: choose another one with --port, or stop the program that uses it.`;
  }
  return code === 'EADDRNOTAVAIL'
    ? `${host} is not an address of this machine: use one that is, or 0.0.0.0 for all.`
    : `The sandbox cannot start: ${message}`;
}
