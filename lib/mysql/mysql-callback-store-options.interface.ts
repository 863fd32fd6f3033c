import type { NewPayOrmClient } from '../store/sql/libraries/client-of-library.js';
import type { NewPayMySqlClient } from './mysql-client.js';

/**
 * The options of `MySqlCallbackStore`.
 *
 * @publicApi
 */
export interface MySqlCallbackStoreOptions {
  /**
   * The prefix of the table names, optionally with a database: `newpay_` gives `newpay_callbacks` and
   * `newpay_effects`.
   * @default 'newpay_'
   */
  tablePrefix?: string;
  /**
   * How long a claim lasts without renewal, in milliseconds. It is renewed while listeners run, so
   * it only limits how long an order stays claimed after a crash. Must be below `retention`.
   * @default 30_000 (30 seconds), or half of `retention` if that is shorter
   */
  lease?: number;
  /**
   * How long a handled state is kept, in milliseconds. Must be more than five minutes longer than
   * the option `replayWindow`. The records of `once` are kept forever.
   * @default 604_800_000 (7 days)
   */
  retention?: number;
  /**
   * Returns the transaction that is open where it is called, for `once` without its first argument; `undefined`
   * if there is none. With `@nestjs-cls/transactional`: `() => txHost.tx`.
   * @default none: `once` needs the transaction as its first argument
   */
  transaction?: () => NewPayMySqlClient | NewPayOrmClient | null | undefined;
}
