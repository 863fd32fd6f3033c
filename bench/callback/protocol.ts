/** What a server is told by its parent. */
export interface ServerOptions {
  readonly platform: 'express' | 'fastify';
  readonly store: 'memory' | 'redis' | 'postgres';
  readonly port: number;
  readonly appId: string;
  readonly privateKey: string;
  readonly platformPublicKey: string;
  /** What the store's keys or tables begin with. */
  readonly prefix: string;
  /** Whether a profile is made of what it does; the profiler takes time itself. */
  readonly isProfiled: boolean;
  readonly redisUrl: string;
  readonly postgresUrl: string;
}

/** What a server used between `begin` and `end`. */
export interface ServerReport {
  readonly cpuMicros: number;
  /** The delay of the event loop that 99 of 100 turns do not exceed, in milliseconds. */
  readonly p99Ms: number;
  /** How long it was at which part of its work, when it was profiled. */
  readonly partMicros: Readonly<Record<string, number>>;
  readonly heapUsed: number;
  readonly rss: number;
}
