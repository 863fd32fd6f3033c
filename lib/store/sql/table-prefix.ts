/** Table names are inserted into SQL text, because they cannot be parameters. */
const TABLE_PREFIX = /^(?:[a-z_][a-z0-9_]*\.)?[a-z_][a-z0-9_]*$/;

/** The names of a store's tables. */
export interface StoreTables {
  readonly callbacks: string;
  readonly effects: string;
}

/**
 * @param limit the longest name that the database takes
 * @param consequence what it does with a longer one, for the message
 * @throws {TypeError} the prefix is not a plain lower-case name, with or without a schema, or is too
 * long
 */
export function tablesWithPrefix(prefix: unknown, limit: number, consequence: string): StoreTables {
  if (typeof prefix !== 'string' || !TABLE_PREFIX.test(prefix)) {
    throw new TypeError(
      'tablePrefix must be lower-case letters, digits and "_", such as "newpay_" or "shop.newpay_"',
    );
  }
  const longest = limit - 'callbacks'.length;
  if (prefix.split('.').some((name) => name.length > longest)) {
    throw new TypeError(
      `tablePrefix must have at most ${longest} characters, such as "newpay_": ${consequence}`,
    );
  }
  return { callbacks: `${prefix}callbacks`, effects: `${prefix}effects` };
}
