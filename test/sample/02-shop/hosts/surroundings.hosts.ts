import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  OnNewPay,
  type NewPayCallbackInfo,
  type NewPayHooks,
  type NewPayPaidEvent,
} from '../../../../lib/index.js';
import { PgBossQueue } from '../../../../lib/pg-boss/index.js';
import { RedisCallbackStore, type NodeRedisLike } from '../../../../lib/redis/index.js';
import { Database } from '../../../../sample/02-shop/src/database/database.js';
import { QueueModule } from '../../../../sample/02-shop/src/newpay/queue.module.js';
import { pemOf, platformKeys } from '../../../support/keys.js';
import type { ShopHost } from './shop-host.js';

/** Hooks as a class whose methods use its fields. */
class Metrics implements NewPayHooks {
  readonly #statuses = new Map<string | undefined, number[]>();

  callback({ orderNo, status }: NewPayCallbackInfo): void {
    this.#statuses.set(orderNo, [...this.statusesOf(orderNo), status]);
  }

  statusesOf(orderNo: string | undefined): number[] {
    return this.#statuses.get(orderNo) ?? [];
  }
}

/** Handles a copy of the event, as another program does. */
@Injectable()
class HandsOn {
  constructor(
    private readonly database: Database,
    private readonly queue: PgBossQueue,
  ) {}

  @OnNewPay('paid')
  async onPaid(event: NewPayPaidEvent): Promise<void> {
    const job = JSON.parse(JSON.stringify(event)) as NewPayPaidEvent;
    for (let time = 0; time < 2; time += 1) {
      await this.database.transaction((transaction) =>
        this.queue.store.once(transaction, job, 'ship', async () => undefined),
      );
    }
  }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Hosts with another store, other options or other variables. */
export function surroundings(bytes: NodeRedisLike): readonly ShopHost[] {
  const metrics = new Metrics();
  const prefix = `test:${randomUUID()}:`;
  return [
    {
      title: 'with the claims in a Redis whose client answers in bytes',
      options: () => ({ store: new RedisCallbackStore(bytes, { prefix }) }),
      control: async () => {
        const answer = await bytes.eval('return KEYS[1]', { keys: [prefix], arguments: [] });
        expect(answer).toEqual(Buffer.from(prefix));
      },
      afterwards: async ({ app }, orderNo) => {
        const claims = 'SELECT FROM shop_callbacks WHERE subject LIKE $1';
        expect(await app.get(Database).query(claims, [`%${orderNo}%`])).toEqual([]);
      },
    },
    {
      title: 'with hooks that are methods of a class',
      options: () => ({ hooks: metrics }),
      afterwards: (_shop, orderNo) => {
        expect(metrics.statusesOf(orderNo)).toEqual([200]);
      },
    },
    {
      title: 'with a listener that hands a copy of the event on',
      imports: [QueueModule],
      providers: [HandsOn],
      effects: ['mark-paid', 'ship'],
    },
    {
      title: 'with keys in Base64 and in one line, as variables have them',
      variables: ({ credentials }) => ({
        NEWPAY_PRIVATE_KEY: base64(credentials.privateKey),
        NEWPAY_PLATFORM_PUBLIC_KEY: [
          `"${credentials.platformPublicKey.replaceAll('\n', ' ')}"`,
          base64(pemOf(platformKeys.publicKey)),
        ].join(),
      }),
    },
  ];
}
