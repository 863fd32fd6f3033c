import { tablesWithPrefix, type StoreTables } from '../store/sql/table-prefix.js';

/** The longest idempotency key, in bytes. Four columns of an index have at most 3,072. */
export const MAX_KEY = 1_024;

/** The longest name of an effect, in bytes. */
export const MAX_EFFECT = 255;

/** @throws {TypeError} the prefix is not a plain lower-case name, with or without a database, or is too long */
export function tablesFor(prefix: unknown): StoreTables {
  return tablesWithPrefix(prefix, 64, 'MySQL takes no longer table names');
}

/**
 * The DDL statements of the tables and their index. Keys are bytes: every collation that MySQL and
 * MariaDB have in common finds `A1` and `a1`, or `A1` and `A1 `, equal.
 */
export function tableStatements({ callbacks, effects }: StoreTables): readonly string[] {
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
