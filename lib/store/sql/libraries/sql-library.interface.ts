/** How the statements of a store name their parameters: `$1` in PostgreSQL, `?` in MySQL. */
export type ParameterForm = '$1' | '?';

/** A client as a store uses it. */
export interface SqlClient {
  query(text: string, values?: unknown[]): Promise<unknown>;
}

/**
 * A library whose clients have no `query(text, values)`. None of them is imported: its clients are told
 * by their methods, so that an app needs only the library that it has.
 */
export interface SqlLibrary {
  /**
   * The client as a store uses it, with the transaction that the given client stands for; `undefined` if
   * the client is not of this library.
   */
  adapt(client: unknown, form: ParameterForm): SqlClient | undefined;
}
