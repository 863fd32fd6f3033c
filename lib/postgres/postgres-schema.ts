/** The tables' names are part of SQL text, where no parameter can stand. */
const TABLE_PREFIX = /^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/;

/** The statements of a store, for its tables. */
export interface PostgresStatements {
  readonly createTables: string;
  readonly claim: string;
  readonly find: string;
  readonly complete: string;
  readonly release: string;
  readonly purge: string;
  readonly once: string;
  readonly undoOnce: string;
  readonly isInTransaction: string;
}

/** Milliseconds as an interval; the clock is the database's own. */
const after = (parameter: string) => `now() + ${parameter}::double precision * interval '1 ms'`;

/**
 * @throws {TypeError} the prefix is not a plain lower-case name, with a schema before it or not
 */
export function statementsFor(prefix: string): PostgresStatements {
  if (!TABLE_PREFIX.test(prefix)) {
    throw new TypeError(
      'tablePrefix must be lower-case letters, digits and "_", such as "newpay_" or "shop.newpay_"',
    );
  }
  const callbacks = `${prefix}callbacks`;
  const effects = `${prefix}effects`;
  return {
    // Several instances may boot at once: the lock keeps their CREATE TABLE from colliding.
    createTables: `DO $$ BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('${callbacks}'));
  CREATE TABLE IF NOT EXISTS ${callbacks} (
    subject text PRIMARY KEY,
    rank smallint NOT NULL DEFAULT 0,
    reference text NOT NULL DEFAULT '',
    token text,
    lease_until timestamptz,
    expires_at timestamptz NOT NULL
  );
  CREATE TABLE IF NOT EXISTS ${effects} (
    subject text NOT NULL,
    event text NOT NULL,
    effect text NOT NULL,
    done_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subject, event, effect)
  );
END $$`,
    // What has expired counts as never handled.
    claim: `INSERT INTO ${callbacks} AS held (subject, token, lease_until, expires_at)
VALUES ($1, $3, ${after('$4')}, ${after('$5')})
ON CONFLICT (subject) DO UPDATE SET
  rank = CASE WHEN held.expires_at <= now() THEN 0 ELSE held.rank END,
  token = excluded.token, lease_until = excluded.lease_until, expires_at = excluded.expires_at
WHERE (held.rank < $2 OR held.expires_at <= now())
  AND (held.lease_until IS NULL OR held.lease_until <= now())
RETURNING token`,
    find: `SELECT rank, reference FROM ${callbacks} WHERE subject = $1`,
    // A SELECT around it: TypeORM returns the rows of an UPDATE in another shape.
    complete: `WITH done AS (
  UPDATE ${callbacks} SET rank = $2, reference = $5, token = NULL, lease_until = NULL,
    expires_at = ${after('$4')}
  WHERE subject = $1 AND token = $3 RETURNING subject
) SELECT subject FROM done`,
    // A subject of which nothing is handled yet leaves no row behind.
    release: `WITH gone AS (
  DELETE FROM ${callbacks} WHERE subject = $1 AND token = $2 AND rank = 0
) UPDATE ${callbacks} SET token = NULL, lease_until = NULL
WHERE subject = $1 AND token = $2 AND rank > 0`,
    purge: `DELETE FROM ${callbacks} WHERE expires_at <= now()`,
    // Only a transaction that has written has a number; a statement by itself is committed already.
    isInTransaction: 'SELECT txid_current_if_assigned() IS NOT NULL AS yes',
    undoOnce: `DELETE FROM ${effects} WHERE subject = $1 AND event = $2 AND effect = $3`,
    // A process may be killed between this and the mark of its callback: an event that a done one
    // outranks could then be claimed, and must do nothing.
    once: `INSERT INTO ${effects} (subject, event, effect)
SELECT $1::text, $2::text, $3::text
WHERE NOT EXISTS (
  SELECT FROM ${effects} WHERE subject = $1::text AND event = ANY (string_to_array($4::text, ','))
)
ON CONFLICT DO NOTHING RETURNING effect`,
  };
}
