import { PURGED_AT_ONCE } from '../store/sql/expired-rows.js';
import { createTablesStatement, tablesFor } from './table-names.js';

/** The SQL statements of a store, with the names of its tables. */
export interface PostgresStatements {
  readonly createTables: string;
  readonly probe: string;
  readonly claim: string;
  readonly claimAll: string;
  readonly find: string;
  readonly findAll: string;
  readonly renew: string;
  readonly complete: string;
  readonly completeAll: string;
  readonly markAll: string;
  readonly release: string;
  readonly purge: string;
  readonly once: string;
  readonly undoOnce: string;
  readonly takeBackOnce: string;
  readonly isOnceKept: string;
  readonly isInTransaction: string;
}

/** The time `parameter` milliseconds from now, by the clock of the database. */
const after = (parameter: string) => `now() + ${parameter}::double precision * interval '1 ms'`;

/** A claim of a higher rank than this one is neither completed nor ended without a trace. */
const isHigherUnfinished = (rank: string) =>
  `coalesce(held.claim_rank, 0) > ${rank} AND (held.token IS NOT NULL OR held.finished IS NOT NULL)`;

/**
 * Each statement is a SELECT of one row, with column names of one lower-case word: libraries return
 * the rows of INSERT and UPDATE in different forms, and some rename columns.
 *
 * @throws {TypeError} the prefix is not a plain lower-case name, with or without a schema
 */
export function statementsFor(prefix: unknown): PostgresStatements {
  const tables = tablesFor(prefix);
  const { callbacks, effects } = tables;
  const isOver = 'held.lease_until IS NULL OR held.lease_until <= now()';
  const isFresh = 'held.expires_at > now()';
  // 0.1.0 may have completed a higher state since, for which it stored no amount.
  const amount = 'CASE WHEN held.done_rank = held.rank THEN held.order_amt END';
  // An expired row counts as never handled. A claim with the same token is the same claim,
  // because a client may resend a statement.
  const claimUnlessHeld = (rank: string, token: string) => `ON CONFLICT (subject) DO UPDATE SET
    rank = CASE WHEN ${isFresh} THEN held.rank ELSE 0 END,
    finished = CASE WHEN ${isFresh} AND held.claim_rank = ${rank} THEN held.finished END,
    claim_rank = excluded.claim_rank, token = excluded.token,
    lease_until = excluded.lease_until, expires_at = excluded.expires_at
  WHERE held.token = ${token} OR ((${isOver}) AND (NOT (${isFresh})
    OR (held.rank < ${rank} AND NOT (${isHigherUnfinished(rank)}))))`;
  const outcomeOfFind = `CASE WHEN held.rank > 0 AND ${isFresh} THEN 'handled' ELSE 'none' END`;
  // The finished listeners after a release: the given names, with '' the recorded ones; null for
  // none.
  const kept = `CASE WHEN $3::text = '' THEN finished ELSE nullif($3::text, '[]') END`;
  return {
    createTables: createTablesStatement(tables),
    probe: `SELECT $1::text AS outcome, max(rank) AS rank, max(claim_rank) AS claimed,
  max(finished) AS finished, max(done_token) AS token, max(done_rank) AS done, max(order_amt) AS amount
FROM ${callbacks} WHERE false`,
    claim: `WITH taken AS (
  INSERT INTO ${callbacks} AS held (subject, claim_rank, token, lease_until, expires_at)
  VALUES ($1, $2::smallint, $3, ${after('$4')}, ${after('$5')})
  ${claimUnlessHeld('$2::smallint', '$3')}
  RETURNING held.finished
)
SELECT 'claimed' AS outcome, finished, 0 AS rank, '' AS reference, '' AS amount FROM taken
UNION ALL
SELECT CASE WHEN held.rank >= $2::smallint AND ${isFresh} THEN 'handled' ELSE 'busy' END,
  NULL, held.rank, held.reference, ${amount}
FROM (SELECT 1) AS one LEFT JOIN ${callbacks} AS held ON held.subject = $1
WHERE NOT EXISTS (SELECT FROM taken)`,
    // In the order of the keys, so that two of them do not wait for each other.
    claimAll: `WITH asked AS (
  SELECT * FROM unnest($1::text[], $2::smallint[], $3::text[]) AS asked(subject, rank, token)
), taken AS (
  INSERT INTO ${callbacks} AS held (subject, claim_rank, token, lease_until, expires_at)
  SELECT subject, rank, token, ${after('$4')}, ${after('$5')} FROM asked ORDER BY subject
  ${claimUnlessHeld('excluded.claim_rank', 'excluded.token')}
  RETURNING held.subject, held.finished
)
SELECT asked.subject AS key, CASE WHEN taken.subject IS NOT NULL THEN 'claimed'
    WHEN held.rank >= asked.rank AND ${isFresh} THEN 'handled' ELSE 'busy' END AS outcome,
  taken.finished, held.rank, held.reference, ${amount} AS amount
FROM asked LEFT JOIN taken ON taken.subject = asked.subject
  LEFT JOIN ${callbacks} AS held ON held.subject = asked.subject`,
    findAll: `SELECT asked.subject AS key, ${outcomeOfFind} AS outcome,
  held.rank, held.reference, ${amount} AS amount
FROM unnest($1::text[]) AS asked(subject) LEFT JOIN ${callbacks} AS held ON held.subject = asked.subject`,
    find: `SELECT ${outcomeOfFind} AS outcome,
  held.rank, held.reference, ${amount} AS amount
FROM (SELECT 1) AS one LEFT JOIN ${callbacks} AS held ON held.subject = $1`,
    renew: `WITH renewed AS (
  UPDATE ${callbacks} SET lease_until = ${after('$3')}, expires_at = ${after('$4')},
    finished = nullif($5::text, '[]')
  WHERE subject = $1 AND token = $2 RETURNING subject
) SELECT CASE WHEN EXISTS (SELECT FROM renewed) THEN 'held' ELSE 'lost' END AS outcome`,
    complete: `WITH completed AS (
  UPDATE ${callbacks} SET rank = $2::smallint, reference = $5, order_amt = $6,
    done_token = token, done_rank = $2::smallint, token = NULL, lease_until = NULL, claim_rank = NULL, finished = NULL, expires_at = ${after('$4')}
  WHERE subject = $1 AND token = $3 RETURNING subject
) SELECT CASE WHEN EXISTS (SELECT FROM completed)
  OR EXISTS (SELECT FROM ${callbacks} WHERE subject = $1 AND done_token = $3)
  THEN 'held' ELSE 'lost' END AS outcome`,
    completeAll: `WITH asked AS (
  SELECT * FROM unnest($1::text[], $2::smallint[], $3::text[], $4::text[], $5::text[])
    AS asked(subject, rank, token, reference, amount)
), completed AS (
  UPDATE ${callbacks} AS held SET rank = asked.rank, reference = asked.reference, order_amt = asked.amount,
    done_token = held.token, done_rank = asked.rank, token = NULL, lease_until = NULL, claim_rank = NULL, finished = NULL, expires_at = ${after('$6')}
  FROM asked WHERE held.subject = asked.subject AND held.token = asked.token RETURNING held.subject
)
SELECT asked.subject AS key, CASE WHEN completed.subject IS NOT NULL OR held.done_token = asked.token
  THEN 'held' ELSE 'lost' END AS outcome
FROM asked LEFT JOIN completed ON completed.subject = asked.subject
  LEFT JOIN ${callbacks} AS held ON held.subject = asked.subject`,
    // What claimAll and completeAll do one after the other, unless the order has a record without a queue.
    markAll: `WITH asked AS (
  SELECT * FROM unnest($1::text[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::smallint[])
    AS asked(subject, rank, reference, amount, earlier, least)
), known AS (
  SELECT asked.subject, held.rank, held.reference, ${amount} AS amount
  FROM asked JOIN ${callbacks} AS held ON held.subject = asked.earlier
  WHERE held.rank >= asked.least AND ${isFresh}
), marked AS (
  INSERT INTO ${callbacks} AS held (subject, rank, reference, order_amt, done_rank, expires_at)
  SELECT subject, rank, reference, amount, rank, ${after('$7')} FROM asked
  WHERE NOT EXISTS (SELECT FROM known WHERE known.subject = asked.subject) ORDER BY subject
  ON CONFLICT (subject) DO UPDATE SET
    rank = excluded.rank, reference = excluded.reference, order_amt = excluded.order_amt,
    done_token = NULL, done_rank = excluded.done_rank, token = NULL, lease_until = NULL, claim_rank = NULL,
    finished = NULL, expires_at = excluded.expires_at
  WHERE (${isOver}) AND (NOT (${isFresh})
    OR (held.rank < excluded.rank AND NOT (${isHigherUnfinished('excluded.rank')})))
  RETURNING held.subject
)
SELECT asked.subject AS key, CASE WHEN marked.subject IS NOT NULL THEN 'marked'
    WHEN held.rank >= asked.rank AND ${isFresh} THEN 'handled'
    WHEN known.subject IS NOT NULL THEN 'before' ELSE 'busy' END AS outcome,
  found.rank, found.reference, found.amount
FROM asked LEFT JOIN marked ON marked.subject = asked.subject
  LEFT JOIN known ON known.subject = asked.subject
  LEFT JOIN ${callbacks} AS held ON held.subject = asked.subject
  CROSS JOIN LATERAL (SELECT
    CASE WHEN held.rank >= asked.rank AND ${isFresh} THEN held.rank ELSE known.rank END AS rank,
    CASE WHEN held.rank >= asked.rank AND ${isFresh} THEN held.reference ELSE known.reference END AS reference,
    CASE WHEN held.rank >= asked.rank AND ${isFresh} THEN ${amount} ELSE known.amount END AS amount
  ) AS found`,
    // A key without any record leaves no row.
    release: `WITH gone AS (
  DELETE FROM ${callbacks} WHERE subject = $1 AND token = $2 AND rank = 0 AND ${kept} IS NULL
), freed AS (
  UPDATE ${callbacks} SET token = NULL, lease_until = NULL, finished = ${kept},
    claim_rank = CASE WHEN ${kept} IS NULL THEN NULL ELSE claim_rank END
  WHERE subject = $1 AND token = $2 AND (rank > 0 OR ${kept} IS NOT NULL)
) SELECT 'released' AS outcome`,
    // ARRAY() is evaluated once; SKIP LOCKED leaves rows in use for the next run.
    purge: `WITH gone AS (
  DELETE FROM ${callbacks} WHERE expires_at <= now() AND subject = ANY (ARRAY(
    SELECT subject FROM ${callbacks} WHERE expires_at <= now()
    LIMIT ${PURGED_AT_ONCE} FOR UPDATE SKIP LOCKED
  )) RETURNING subject
) SELECT 'purged' AS outcome, count(*)::integer AS rows FROM gone`,
    // Only an open transaction that has written has an ID; a single statement is committed already.
    isInTransaction: `SELECT CASE WHEN txid_current_if_assigned() IS NULL
  THEN 'no' ELSE 'transaction' END AS outcome`,
    undoOnce: `WITH undone AS (
  DELETE FROM ${effects} WHERE subject = $1 AND event = $2 AND effect = $3
) SELECT 'undone' AS outcome`,
    // Only the record that the open transaction has written itself: after a rollback another one may have written
    // its own.
    takeBackOnce: `WITH undone AS (
  DELETE FROM ${effects} WHERE subject = $1 AND event = $2 AND effect = $3
    AND xmin::text = $4::text AND txid_current_if_assigned() IS NOT NULL
) SELECT 'undone' AS outcome`,
    isOnceKept: `SELECT CASE WHEN EXISTS (
  SELECT FROM ${effects} WHERE subject = $1 AND event = $2 AND effect = $3 AND xmin::text = $4::text
) THEN 'kept' ELSE 'gone' END AS outcome`,
    // If the process crashes before complete(), an event of lower precedence could be claimed. It
    // must have no effect.
    once: `WITH marked AS (
  INSERT INTO ${effects} (subject, event, effect)
  SELECT $1::text, $2::text, $3::text
  WHERE NOT EXISTS (
    SELECT FROM ${effects} WHERE subject = $1::text AND event = ANY (string_to_array($4::text, ','))
  )
  ON CONFLICT DO NOTHING RETURNING xmin::text AS version
) SELECT CASE WHEN EXISTS (SELECT FROM marked) THEN 'marked' ELSE 'done' END AS outcome,
  (SELECT version FROM marked) AS version`,
  };
}
