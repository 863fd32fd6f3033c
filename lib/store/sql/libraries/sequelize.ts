import { hasMethod } from '../has-method.js';
import type { ParameterForm, SqlClient, SqlLibrary } from './sql-library.interface.js';

/** An instance of Sequelize. */
export interface SequelizeLike {
  query(text: never, options?: never): PromiseLike<unknown>;
  getDialect(): string;
}

/** A transaction of Sequelize: `sequelize.transaction(async (transaction) => …)`. */
export interface SequelizeTransactionLike {
  commit(): PromiseLike<unknown>;
  rollback(): PromiseLike<unknown>;
  afterCommit(hook: never): unknown;
}

export const sequelize: SqlLibrary = {
  adapt: (client, form) => {
    if (isSequelize(client)) {
      return clientOfSequelize(client, form);
    }
    const instance = isTransaction(client) ? instanceOf(client) : undefined;
    return instance && clientOfSequelize(instance, form, client);
  },
};

/** A transaction of Sequelize runs nothing itself, but knows its instance. */
function instanceOf(transaction: SequelizeTransactionLike): SequelizeLike | undefined {
  const instance: unknown = Reflect.get(transaction, 'sequelize');
  return isSequelize(instance) ? instance : undefined;
}

/**
 * With PostgreSQL the values are parameters. With MySQL the text has one `?` for each, which Sequelize
 * replaces by the escaped value; it would send parameters as a prepared statement, and MySQL prepares no
 * `SAVEPOINT`.
 */
function clientOfSequelize(
  instance: SequelizeLike,
  form: ParameterForm,
  transaction?: unknown,
): SqlClient {
  // Left out, Sequelize takes the transaction of its own continuation-local storage.
  const within = transaction === undefined ? {} : { transaction };
  return {
    query: async (text, values = []) => {
      const options =
        form === '$1'
          ? { bind: values, type: 'SELECT', ...within }
          : { replacements: values, type: 'RAW', ...within };
      return await instance.query(text as never, options as never);
    },
  };
}

function isSequelize(client: unknown): client is SequelizeLike {
  return hasMethod(client, 'query') && hasMethod(client, 'getDialect');
}

function isTransaction(client: unknown): client is SequelizeTransactionLike {
  return ['commit', 'rollback', 'afterCommit'].every((method) => hasMethod(client, method));
}
