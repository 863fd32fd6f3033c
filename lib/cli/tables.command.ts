import * as mysql from '../mysql/mysql-tables.js';
import * as postgres from '../postgres/table-names.js';
import { UsageError, type Command, type CommandContext } from './command.interface.js';
import { parseArguments } from './parse-arguments.js';

const OPTIONS = {
  dialect: { type: 'string' },
  prefix: { type: 'string', default: 'newpay_' },
} as const;

/** The statements of each dialect, those that `createTables()` of its store runs. */
const STATEMENTS: ReadonlyMap<string, (prefix: string) => readonly string[]> = new Map([
  [
    'postgres',
    (prefix) => {
      const { callbacks, index, effects } = postgres.tableStatements(postgres.tablesFor(prefix));
      return [callbacks, index, effects];
    },
  ],
  [
    'mysql',
    (prefix) => mysql.tableStatements(mysql.tablesFor(prefix)).map((statement) => `${statement};`),
  ],
]);

/** `nestjs-newpay tables`: prints the DDL of a store. */
export const tablesCommand: Command = {
  summary: 'print the SQL that creates the tables of a store, for a migration',
  help: `Usage: nestjs-newpay tables --dialect postgres|mysql [--prefix <name>]

Prints the SQL that creates the tables of PostgresCallbackStore or MySqlCallbackStore, for a migration of
your app. It is the same as that of createTables(), which changes nothing if the tables exist.

Options:
  --dialect <name>  postgres, or mysql (also for MariaDB)
  --prefix <name>   the prefix of the tables' names, the option tablePrefix of the store; with a schema or
                    a database, such as shop.newpay_, or without (default newpay_)
`,
  run: async (args, context) => printTables(args, context),
};

function printTables(args: readonly string[], { stdout }: CommandContext): number {
  const { dialect = '', prefix } = parseArguments({ args, options: OPTIONS }).values;
  const statementsOf = STATEMENTS.get(dialect);
  if (!statementsOf) {
    throw new UsageError(`--dialect must be postgres or mysql, not "${dialect}"`);
  }
  stdout.write(`${statementsFor(prefix, statementsOf).join('\n')}\n`);
  return 0;
}

function statementsFor(
  prefix: string,
  statementsOf: (prefix: string) => readonly string[],
): readonly string[] {
  try {
    return statementsOf(prefix);
  } catch (error) {
    const reason = (error as Error).message.replace(/^tablePrefix /, '');
    throw new UsageError(`--prefix ${reason}`, { cause: error });
  }
}
