import { InputError, UsageError, type Command, type CommandContext } from './command.interface.js';
import { COMMANDS } from './commands.js';
import { packageVersion } from './version.js';

/** The exit code for an invalid command line or input, as in shells. */
const MISUSE = 2;

const HELP: ReadonlySet<string> = new Set(['help', '--help', '-h']);
const VERSION: ReadonlySet<string> = new Set(['version', '--version', '-v']);

/**
 * Runs a command line.
 *
 * @param args the arguments, without the name of the program
 * @returns the exit code: 0 for success, 1 if the command failed, 2 for an invalid command line or
 * input
 */
export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const [name = '', ...rest] = args;
  if (VERSION.has(name)) {
    context.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  if (HELP.has(name)) {
    return help(rest[0], context);
  }
  const command = COMMANDS.get(name);
  if (!command) {
    return unknown(name, context);
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    context.stdout.write(command.help);
    return 0;
  }
  return execute(command, rest, context);
}

/** The text of the list of commands. */
export function usage(): string {
  const commands = Array.from(COMMANDS, ([name, { summary }]) => `  ${name.padEnd(12)}${summary}`);
  return `Usage: nestjs-newpay <command> [--help]

Commands:
${commands.join('\n')}
  help        print this list, or the help of a command: help <command>
  version     print the version of this package (also --version, -v)
`;
}

function help(name: string | undefined, context: CommandContext): number {
  if (name === undefined) {
    context.stdout.write(usage());
    return 0;
  }
  const command = COMMANDS.get(name);
  if (!command) {
    return unknown(name, context);
  }
  context.stdout.write(command.help);
  return 0;
}

function unknown(name: string, { stderr }: CommandContext): number {
  const problem = name === '' ? 'A command is missing.' : `Unknown command "${name}".`;
  stderr.write(`${problem}\n\n${usage()}`);
  return MISUSE;
}

async function execute(
  command: Command,
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  try {
    return await command.run(args, context);
  } catch (error) {
    if (error instanceof UsageError) {
      context.stderr.write(`${error.message}\n\n${command.help}`);
      return MISUSE;
    }
    if (error instanceof InputError) {
      context.stderr.write(`${error.message}\n`);
      return MISUSE;
    }
    throw error;
  }
}
