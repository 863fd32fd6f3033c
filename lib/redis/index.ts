export { RedisCallbackStore } from './redis-callback-store.js';
export type { IoRedisLike, NewPayRedisClient, NodeRedisLike } from './redis-client.js';
export type { RedisCallbackStoreOptions } from './redis-callback-store.js';
export type { RedisWaitOptions } from './redis-wait-options.js';
