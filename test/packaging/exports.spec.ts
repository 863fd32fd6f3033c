import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import * as newpay from '../../lib/index.js';

it('nestjs-newpay exports exactly what is promised', () => {
  expect(Object.keys(newpay).toSorted()).toEqual([
    'CreateOrderDto',
    'CreateRefundDto',
    'CreateTransferDto',
    'CreateV2OrderDto',
    'CreateV2RefundDto',
    'Currency',
    'InjectNewPay',
    'InjectNewPayV2',
    'MemoryCallbackStore',
    'NewPayCallback',
    'NewPayCallbackException',
    'NewPayCallbackGuard',
    'NewPayCallbackGuardFor',
    'NewPayChannel',
    'NewPayConfigurationError',
    'NewPayCurrency',
    'NewPayDeliveryError',
    'NewPayDuplicateEvent',
    'NewPayError',
    'NewPayEvent',
    'NewPayFailedEvent',
    'NewPayGatewayError',
    'NewPayMismatchedEvent',
    'NewPayModule',
    'NewPayPaidEvent',
    'NewPayPayMethod',
    'NewPayReconcileError',
    'NewPayRefundEvent',
    'NewPayRefundFailedEvent',
    'NewPayRefundedEvent',
    'NewPayService',
    'NewPaySignature',
    'NewPaySignatureError',
    'NewPayTransportError',
    'NewPayUnknownOutcomeError',
    'NewPayUnresolvedEvent',
    'NewPayV2Service',
    'NewPayValidationError',
    'OnNewPay',
    'PayMethod',
    'RefundDto',
    'ScanPayDto',
    'getNewPayCallback',
    'getNewPayToken',
    'getNewPayV2Token',
    'isNewPayError',
    'isSameAmount',
    'newPayConfig',
  ]);
});

it.each([
  ['health', ['NewPayHealthIndicator']],
  ['mysql', ['MySqlCallbackStore']],
  ['bullmq', ['BullMqQueue']],
  ['pg-boss', ['PgBossQueue']],
  ['postgres', ['PostgresCallbackStore']],
  ['redis', ['RedisCallbackStore']],
  ['sandbox', ['NewPaySandbox', 'runCallbackStoreContract']],
  [
    'testing',
    [
      'duplicateEvent',
      'failedEvent',
      'mismatchedEvent',
      'newPayServiceDouble',
      'paidEvent',
      'refundFailedEvent',
      'refundedEvent',
      'runCallbackStoreContract',
      'runQueueContract',
      'signCallback',
      'unresolvedEvent',
    ],
  ],
])('nestjs-newpay/%s exports exactly what is promised', async (subpath, names) => {
  const exported = (await import(`../../lib/${subpath}/index.js`)) as object;

  expect(Object.keys(exported).toSorted()).toEqual(names);
});

/** The names of an index file, types included: of `A as B` it is `B`. */
function exportsOf(file: string): string[] {
  const text = readFileSync(path.resolve(import.meta.dirname, '../../lib', file), 'utf8');
  const lists = [...text.matchAll(/export (?:type )?\{([^}]*)\}/g)].map(([, list = '']) => list);
  return lists.flatMap((list) =>
    list
      .split(',')
      .map((name) => name.trim().replace(/^.* as /, ''))
      .filter((name) => name !== ''),
  );
}

it('Every exported name has the prefix NewPay, except for a fixed list.', () => {
  const unprefixed = exportsOf('index.ts').filter((name) => !/NewPay|newPay/.test(name));

  expect(exportsOf('index.ts').length).toBeGreaterThan(80);
  expect(unprefixed.toSorted()).toEqual([
    'CreateOrderDto',
    'CreateRefundDto',
    'CreateTransferDto',
    'CreateV2OrderDto',
    'CreateV2RefundDto',
    'Currency',
    'ExplainSignatureOptions',
    'MemoryCallbackStore',
    'MemoryCallbackStoreOptions',
    'PayMethod',
    'ScanPayDto',
    'isSameAmount',
  ]);
});

it('The deprecated names are fixed, too.', () => {
  const file = path.resolve(import.meta.dirname, '../../lib/newpay.deprecated-names.ts');
  const text = readFileSync(file, 'utf8');
  const names = [...text.matchAll(/@deprecated [^/]*\*\/\nexport (?:type|const) (\w+)/g)];

  expect(new Set(names.map(([, name]) => name))).toEqual(
    new Set([
      'RefundDto',
      'CreateOrderOptions',
      'MiniProgramOrder',
      'ReconcileAllOptions',
      'ReconcileProgress',
      'ReconcileSummary',
      'UnreachedOrder',
    ]),
  );
  expect(text.match(/^export /gm)).toHaveLength(names.length);
});

it('A deprecated name is the same as its successor.', () => {
  expect(Reflect.get(newpay, 'RefundDto')).toBe(newpay.CreateRefundDto);
  expect(newpay.NewPayCurrency).toBe(newpay.Currency);
  expect(newpay.NewPayPayMethod).toBe(newpay.PayMethod);
});
