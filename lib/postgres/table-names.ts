import { tablesWithPrefix, type StoreTables } from '../store/sql/table-prefix.js';

/**
 * PostgreSQL truncates names to 63 bytes: with a longer prefix both tables would have the same name.
 *
 * @throws {TypeError} the prefix is not a plain lower-case name, with or without a schema, or is too long
 */
export function tablesFor(prefix: unknown): StoreTables {
  return tablesWithPrefix(prefix, 63, 'PostgreSQL truncates longer table names');
}

/** The columns that 0.2 added. They are nullable, because instances of 0.1.0 do not write them. */
const NEW_COLUMNS = [
  'claim_rank smallint',
  'finished text',
  'done_token text',
  'done_rank smallint',
  'order_amt text',
];

/** The DDL statements of the tables and their index, for a migration. */
export function tableStatements({ callbacks, effects }: StoreTables): {
  readonly callbacks: string;
  readonly index: string;
  readonly effects: string;
  readonly upgrade: string;
} {
  return {
    callbacks: `CREATE TABLE ${callbacks} (
  subject text PRIMARY KEY,
  rank smallint NOT NULL DEFAULT 0,
  reference text NOT NULL DEFAULT '',
  token text,
  lease_until timestamptz,
  expires_at timestamptz NOT NULL,
  ${NEW_COLUMNS.join(',\n  ')}
);`,
    index: `CREATE INDEX ON ${callbacks} (expires_at);`,
    effects: `CREATE TABLE ${effects} (
  subject text NOT NULL,
  event text NOT NULL,
  effect text NOT NULL,
  done_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (subject, event, effect)
);`,
    upgrade: `ALTER TABLE ${callbacks}
  ${NEW_COLUMNS.map((column) => `ADD COLUMN IF NOT EXISTS ${column}`).join(',\n  ')};`,
  };
}

/**
 * Creates what is missing and changes nothing else: ALTER TABLE, even without an effect, waits for
 * every transaction that uses the table, and blocks all later ones.
 */
export function createTablesStatement(tables: StoreTables): string {
  const { callbacks, effects } = tables;
  const statements = tableStatements(tables);
  const block = `BEGIN
-- Several instances may start at once: the lock keeps their CREATE TABLE from colliding.
PERFORM pg_advisory_xact_lock(hashtext('${callbacks}'));
IF to_regclass('${callbacks}') IS NULL THEN
  ${statements.callbacks}
END IF;
IF NOT EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('${callbacks}') AND attname = 'order_amt' AND NOT attisdropped
) THEN
  ${statements.upgrade}
END IF;
IF NOT EXISTS (
  SELECT FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
  WHERE indrelid = to_regclass('${callbacks}') AND attname = 'expires_at'
) THEN
  ${statements.index}
END IF;
IF to_regclass('${effects}') IS NULL THEN
  ${statements.effects}
END IF;
END`;
  // A plain string literal, because Sequelize treats $$ as a parameter.
  return `DO '${block.replaceAll("'", "''")}'`;
}
