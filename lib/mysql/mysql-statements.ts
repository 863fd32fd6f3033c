import { PURGED_AT_ONCE } from '../store/sql/expired-rows.js';
import { tablesFor, tableStatements } from './mysql-tables.js';

/** A statement, and the names of its parameters in the order of their `?`. */
export interface Statement {
  readonly text: string;
  readonly names: readonly string[];
}

/** The SQL statements of a store, with the names of its tables. */
export interface MySqlStatements {
  readonly createTables: readonly string[];
  readonly probe: Statement;
  readonly insert: Statement;
  readonly claim: Statement;
  readonly claimed: Statement;
  readonly find: Statement;
  readonly renew: Statement;
  readonly renewed: Statement;
  readonly complete: Statement;
  readonly completed: Statement;
  readonly release: Statement;
  readonly forget: Statement;
  readonly purge: Statement;
  readonly left: Statement;
  readonly savepoint: string;
  readonly releaseSavepoint: string;
  readonly mark: Statement;
  readonly marked: Statement;
  readonly takeBack: Statement;
}

/** Independent of the time zone of the session, in which an hour comes twice a year. */
const NOW = 'UTC_TIMESTAMP(6)';

/** The time `name` milliseconds from now, by the clock of the database. */
const after = (name: string) => `${NOW} + INTERVAL :${name} * 1000 MICROSECOND`;

/** A text as it was given: the server would turn it into the character set of the connection, which may lack a character. */
const asBytes = (column: string) => `CAST(held.${column} AS BINARY)`;

const IS_FRESH = `expires_at > ${NOW}`;

/**
 * Each write changes one row under its condition. If the library says that it changed one, that is the
 * outcome. Otherwise a SELECT of one row tells: not every library says it, and a statement that the client has
 * resent changes nothing.
 *
 * @throws {TypeError} the prefix is not a plain lower-case name, with or without a database
 */
export function statementsFor(prefix: unknown): MySqlStatements {
  const tables = tablesFor(prefix);
  const { callbacks, effects } = tables;
  const record = `(SELECT 1 AS one) AS one LEFT JOIN ${callbacks} AS held ON held.subject = :key`;
  const handled = `held.done_rank AS \`rank\`, ${asBytes('reference')} AS reference, ${asBytes('order_amt')} AS amount`;
  const isOver = `lease_until IS NULL OR lease_until <= ${NOW}`;
  const isHigherUnfinished =
    'COALESCE(claim_rank, 0) > :rank AND (token IS NOT NULL OR finished IS NOT NULL)';
  // The finished listeners after a release: the given names, or the recorded ones.
  const kept = 'IF(:keeps, finished, :finished)';
  return {
    createTables: tableStatements(tables),
    probe:
      statement(`SELECT CASE WHEN @@autocommit = 1 THEN 'ready' ELSE 'autocommit is off' END AS outcome,
  MAX(done_rank) AS \`rank\`, MAX(mark) AS mark
FROM ${callbacks} LEFT JOIN ${effects} ON FALSE WHERE FALSE`),
    // IGNORE alone leaves a row that is there as it is and changes none, also for a client that counts found
    // rows; it would store a time that is no date as zero, so that is asked before.
    insert:
      statement(`INSERT IGNORE INTO ${callbacks} (subject, claim_rank, token, lease_until, expires_at)
SELECT :key, :rank, :token, ${after('lease')}, ${after('retention')} FROM DUAL
WHERE @@autocommit = 1 AND ${after('retention')} IS NOT NULL`),
    // An expired row counts as never handled. A claim with the same token is the same claim, because a
    // client may resend a statement. No column is read after it was assigned: MariaDB has a mode in which all
    // are assigned at once, and MySQL assigns from left to right.
    claim: statement(`UPDATE ${callbacks} SET
  finished = IF(${IS_FRESH} AND claim_rank <=> :rank, finished, NULL),
  done_rank = IF(${IS_FRESH}, done_rank, 0),
  claim_rank = :rank, token = :token, lease_until = ${after('lease')}, expires_at = ${after('retention')}
WHERE subject = :key AND (token <=> :token OR ((${isOver}) AND (NOT (${IS_FRESH})
  OR (done_rank < :rank AND NOT (${isHigherUnfinished})))))`),
    claimed: statement(`SELECT CASE WHEN @@autocommit = 0 THEN 'autocommit is off'
  WHEN ${after('retention')} IS NULL THEN 'retention is too long'
  WHEN held.token = :token THEN 'claimed'
  WHEN held.done_rank >= :rank AND held.${IS_FRESH} THEN 'handled' ELSE 'busy' END AS outcome,
  ${asBytes('finished')} AS finished, ${handled} FROM ${record}`),
    find: statement(`SELECT CASE WHEN held.done_rank > 0 AND held.${IS_FRESH} THEN 'handled' ELSE 'none' END
  AS outcome, ${handled} FROM ${record}`),
    renew: statement(`UPDATE ${callbacks} SET lease_until = ${after('lease')},
  expires_at = ${after('retention')}, finished = :finished
WHERE subject = :key AND token = :token`),
    renewed: statement(
      `SELECT CASE WHEN held.token = :token THEN 'held' ELSE 'lost' END AS outcome FROM ${record}`,
    ),
    complete: statement(`UPDATE ${callbacks} SET done_rank = :rank, reference = :reference,
  order_amt = :amount, done_token = :token, token = NULL, lease_until = NULL, claim_rank = NULL,
  finished = NULL, expires_at = ${after('retention')}
WHERE subject = :key AND token = :token`),
    completed: statement(
      `SELECT CASE WHEN held.done_token = :token THEN 'held' ELSE 'lost' END AS outcome FROM ${record}`,
    ),
    release: statement(`UPDATE ${callbacks} SET
  claim_rank = IF(${kept} IS NULL, NULL, claim_rank), finished = ${kept},
  token = NULL, lease_until = NULL
WHERE subject = :key AND token = :token`),
    // A key without any record leaves no row.
    forget: statement(`DELETE FROM ${callbacks}
WHERE subject = :key AND token IS NULL AND done_rank = 0 AND finished IS NULL`),
    purge: statement(`DELETE FROM ${callbacks} WHERE NOT (${IS_FRESH}) LIMIT ${PURGED_AT_ONCE}`),
    left: statement(`SELECT COUNT(*) AS \`left\` FROM (
  SELECT 1 FROM ${callbacks} WHERE expires_at <= ${NOW} LIMIT ${PURGED_AT_ONCE}
) AS expired`),
    savepoint: 'SAVEPOINT newpay_once',
    releaseSavepoint: 'RELEASE SAVEPOINT newpay_once',
    // If the process crashes before complete(), an event of lower precedence could be claimed. It must
    // have no effect.
    mark: statement(`INSERT INTO ${effects} (subject, event, effect, mark, done_at)
SELECT :key, :event, :effect, :mark, ${NOW} FROM DUAL
WHERE NOT EXISTS (SELECT 1 FROM ${effects} WHERE subject = :key AND FIND_IN_SET(event, :outranking) > 0)
ON DUPLICATE KEY UPDATE mark = ${effects}.mark`),
    takeBack: statement(`DELETE FROM ${effects}
WHERE subject = :key AND event = :event AND effect = :effect AND mark = :mark`),
    marked: statement(`SELECT CASE WHEN done.mark = :mark THEN 'marked' ELSE 'done' END AS outcome
FROM (SELECT 1 AS one) AS one LEFT JOIN ${effects} AS done
  ON done.subject = :key AND done.event = :event AND done.effect = :effect`),
  };
}

/** Replaces each `:name` by a `?`, the only form of a parameter that every library knows. */
function statement(text: string): Statement {
  const names = [...text.matchAll(PARAMETER)].map(([, name = '']) => name);
  return { text: text.replaceAll(PARAMETER, '?'), names };
}

const PARAMETER = /:([a-z]+)/g;
