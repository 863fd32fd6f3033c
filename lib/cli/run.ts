import { InputError, UsageError, type Command, type CommandContext } from './command.interface.js';
import { explainCommand } from './explain.command.js';
import { keygenCommand } from './keygen.command.js';
import { sandboxCommand } from './sandbox.command.js';

/** The exit code for an invalid command line or input, as in shells. */
const MISUSE = 2;

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['sandbox', sandboxCommand],
  ['keygen', keygenCommand],
  ['explain', explainCommand],
]);

/**
 * Runs a command line.
 *
 * @param args the arguments, without the name of the program
 * @returns the exit code: 0 for success, 1 if the command failed, 2 for an invalid command line or
 * input
 */
export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--help' || name === '-h') {
    context.stdout.write(usage());
    return 0;
  }
  const command = COMMANDS.get(name ?? '');
  if (!command) {
    const problem = name === undefined ? 'A command is missing.' : `Unknown command "${name}".`;
    context.stderr.write(`${problem}\n\n${usage()}`);
    return MISUSE;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    context.stdout.write(command.help);
    return 0;
  }
  try {
    return await command.run(rest, context);
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

function usage(): string {
  const commands = Array.from(COMMANDS, ([name, { summary }]) => `  ${name.padEnd(12)}${summary}`);
  return `Usage: nestjs-newpay <command> [--help]

Commands:
${commands.join('\n')}
`;
}
