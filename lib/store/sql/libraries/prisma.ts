import { hasMethod } from '../has-method.js';
import type { SqlLibrary } from './sql-library.interface.js';

/** Prisma's client, or the one of an interactive transaction: `prisma.$transaction(async (tx) => …)`. */
export interface PrismaClientLike {
  $queryRawUnsafe(text: string, ...values: never[]): PromiseLike<unknown>;
}

/** "Unsafe" is only a text that is put together; these are fixed, and their values are parameters. */
export const prisma: SqlLibrary = {
  adapt: (client) =>
    isPrisma(client)
      ? {
          query: async (text, values = []) =>
            await client.$queryRawUnsafe(text, ...(values as never[])),
        }
      : undefined,
};

function isPrisma(client: unknown): client is PrismaClientLike {
  return hasMethod(client, '$queryRawUnsafe');
}
