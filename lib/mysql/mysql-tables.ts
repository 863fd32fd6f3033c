/** Table names are inserted into SQL text, because they cannot be parameters. */
const TABLE_PREFIX = /^(?:[a-z_][a-z0-9_]*\.)?[a-z_][a-z0-9_]*$/;

/** MySQL takes names of at most 64 characters. */
const MAX_PREFIX = 64 - 'callbacks'.length;

/** The longest idempotency key, in bytes. Four columns of an index have at most 3,072. */
export const MAX_KEY = 1_024;

/** The longest name of an effect, in bytes. */
export const MAX_EFFECT = 255;

/** The names of a store's tables. */
export interface MySqlTables {
  readonly callbacks: string;
  readonly effects: string;
}

/**
 * @throws {TypeError} the prefix is not a plain lower-case name, with or without a database, or is too
 * long
 */
export function tablesFor(prefix: unknown): MySqlTables {
  if (typeof prefix !== 'string' || !TABLE_PREFIX.test(prefix)) {
    throw new TypeError(
      'tablePrefix must be lower-case letters, digits and "_", such as "newpay_" or "shop.newpay_"',
    );
  }
  if (prefix.split('.').some((name) => name.length > MAX_PREFIX)) {
    throw new TypeError(
      `tablePrefix must have at most ${MAX_PREFIX} characters, such as "newpay_": MySQL takes no longer table names`,
    );
  }
  return { callbacks: `${prefix}callbacks`, effects: `${prefix}effects` };
}

/**
 * The DDL statements of the tables and their index. Keys are bytes: every collation that MySQL and
 * MariaDB have in common finds `A1` and `a1`, or `A1` and `A1 `, equal.
 */
export function tableStatements({ callbacks, effects }: MySqlTables): readonly string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${callbacks} (
  subject VARBINARY(${MAX_KEY}) NOT NULL PRIMARY KEY,
  done_rank SMALLINT NOT NULL DEFAULT 0,
  reference TEXT,
  order_amt VARCHAR(64),
  done_token CHAR(36),
  claim_rank SMALLINT,
  token CHAR(36),
  finished TEXT,
  lease_until DATETIME(6),
  expires_at DATETIME(6) NOT NULL,
  INDEX (expires_at)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
    `CREATE TABLE IF NOT EXISTS ${effects} (
  subject VARBINARY(${MAX_KEY}) NOT NULL,
  event VARBINARY(64) NOT NULL,
  effect VARBINARY(${MAX_EFFECT}) NOT NULL,
  mark CHAR(36) NOT NULL,
  done_at DATETIME(6) NOT NULL,
  PRIMARY KEY (subject, event, effect)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
  ];
}
