export { PostgresCallbackStore } from './postgres-callback-store.js';
export type { NewPayQueryable } from './queryable.js';
export type { PostgresCallbackStoreOptions } from './postgres-callback-store.js';
export type { NewPayOrmClient } from '../store/sql/libraries/client-of-library.js';
