export { MySqlCallbackStore } from './mysql-callback-store.js';
export type { NewPayMySqlClient } from './mysql-client.js';
export type { MySqlCallbackStoreOptions } from './mysql-callback-store-options.interface.js';
export type { NewPayOrmClient } from '../store/sql/libraries/client-of-library.js';
