import { hasMethod } from '../has-method.js';
import { clientOfKysely, isKysely } from './kysely.js';
import type { ParameterForm, SqlClient, SqlLibrary } from './sql-library.interface.js';

/** An `EntityManager` of MikroORM for SQL: `em.transactional(async (em) => …)`. */
export interface MikroOrmLike {
  execute(text: string, values?: never[]): PromiseLike<unknown>;
  getTransactionContext(): unknown;
}

export const mikroOrm: SqlLibrary = {
  adapt: (client, form) => (isMikroOrm(client) ? clientOfMikroOrm(client, form) : undefined),
};

/**
 * MikroORM 7 writes the values into the text of `execute`, but gives its Kysely, which sends them as
 * parameters; the `execute` of MikroORM 6 sends them, too. Asked at each query, because an
 * `EntityManager` may stand for the one of the current request or transaction.
 */
function clientOfMikroOrm(em: MikroOrmLike, form: ParameterForm): SqlClient {
  return {
    query: async (text, values = []) => {
      const inside = hasMethod(em, 'getKysely')
        ? (em as unknown as { getKysely(): unknown }).getKysely()
        : undefined;
      if (isKysely(inside)) {
        return await clientOfKysely(inside).query(text, values);
      }
      const [asked, given] = form === '?' ? [text, values] : withQuestionMarks(text, values);
      return await em.execute(asked, given as never[]);
    },
  };
}

/** `$2 … $1 … $2` as `? … ? … ?`, with a value for each. */
function withQuestionMarks(text: string, values: readonly unknown[]): [string, unknown[]] {
  const given: unknown[] = [];
  const asked = text.replaceAll(/\$(\d+)/g, (_all, number: string) => {
    given.push(values[Number(number) - 1]);
    return '?';
  });
  return [asked, given];
}

function isMikroOrm(client: unknown): client is MikroOrmLike {
  return hasMethod(client, 'execute') && hasMethod(client, 'getTransactionContext');
}
