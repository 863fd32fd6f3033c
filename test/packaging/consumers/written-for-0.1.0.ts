/**
 * An app that was written for 0.1.0, with every export of it. It has to compile as it is: here against the
 * sources, and in `tools/pack-check.mjs` against the package as its users get it.
 */
import type { KeyObject } from 'node:crypto';
import { Controller, Get, Injectable, Module, Post, UseGuards } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import {
  CreateOrderDto,
  Currency,
  getNewPayToken,
  InjectNewPay,
  MemoryCallbackStore,
  NewPayCallback,
  NewPayCallbackException,
  NewPayCallbackGuard,
  NewPayCallbackGuardFor,
  newPayConfig,
  NewPayConfigurationError,
  NewPayDeliveryError,
  NewPayError,
  NewPayEvent,
  NewPayFailedEvent,
  NewPayGatewayError,
  NewPayMismatchedEvent,
  NewPayModule,
  NewPayPaidEvent,
  NewPayRefundedEvent,
  NewPayRefundEvent,
  NewPayRefundFailedEvent,
  NewPayService,
  NewPaySignature,
  NewPaySignatureError,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  NewPayValidationError,
  OnNewPay,
  PayMethod,
  RefundDto,
  type CreateOrderOptions,
  type ExplainSignatureOptions,
  type MemoryCallbackStoreOptions,
  type MiniProgramOrder,
  type NewPayAnyEvent,
  type NewPayCallAnswer,
  type NewPayCallbackInfo,
  type NewPayCallbackRoute,
  type NewPayCallbackStore,
  type NewPayCallFields,
  type NewPayClaim,
  type NewPayEndpoint,
  type NewPayErrorCode,
  type NewPayEventFields,
  type NewPayEventMap,
  type NewPayEventName,
  type NewPayEventSource,
  type NewPayExpectedOrder,
  type NewPayFieldViolation,
  type NewPayHooks,
  type NewPayKeyMaterial,
  type NewPayLeftOutField,
  type NewPayModuleAsyncOptions,
  type NewPayModuleExtras,
  type NewPayModuleOptions,
  type NewPayOptionsFactory,
  type NewPayOrder,
  type NewPayPages,
  type NewPayPayment,
  type NewPayPaymentCallback,
  type NewPayPaymentStatus,
  type NewPayPublishedInfo,
  type NewPayRefund,
  type NewPayRefundCallback,
  type NewPayRefundEventFields,
  type NewPayRefundStatus,
  type NewPayRequestInfo,
  type NewPayResponseInfo,
  type NewPaySettlementStatus,
  type NewPaySignatureExplanation,
  type NewPaySignedField,
  type NewPayTerminal,
  type NewPayUnknownOutcomeSubject,
  type NewPayVerifiedCallback,
  type ReconcileAllOptions,
  type ReconcileProgress,
  type ReconcileSummary,
  type UnreachedOrder,
} from 'nestjs-newpay';
import { NewPayHealthIndicator, type NewPayHealthOptions } from 'nestjs-newpay/health';
import {
  PostgresCallbackStore,
  type NewPayQueryable,
  type PostgresCallbackStoreOptions,
} from 'nestjs-newpay/postgres';
import {
  RedisCallbackStore,
  type IoRedisLike,
  type NewPayRedisClient,
  type NodeRedisLike,
  type RedisCallbackStoreOptions,
} from 'nestjs-newpay/redis';
import {
  NewPaySandbox,
  runCallbackStoreContract,
  type CallbackStoreContract,
  type NewPayRefundCallbackReading,
  type NewPaySandboxAnswerFault,
  type NewPaySandboxCallbackFault,
  type NewPaySandboxCredentials,
  type NewPaySandboxDelivery,
  type NewPaySandboxFault,
  type NewPaySandboxFaultOptions,
  type NewPaySandboxInjection,
  type NewPaySandboxOptions,
} from 'nestjs-newpay/sandbox';

declare const key: KeyObject;

/** A store of the app's own, without what later versions added. */
export class OwnStore implements NewPayCallbackStore {
  readonly retention = 86_400_000;

  async claim(_key: string, _rank: number): Promise<NewPayClaim> {
    return { outcome: 'claimed', token: 'token' };
  }

  async complete(
    _key: string,
    _rank: number,
    _token: string,
    _reference: string,
  ): Promise<boolean> {
    return true;
  }

  async release(_key: string, _token: string): Promise<void> {}
}

const route: NewPayCallbackRoute = { path: 'pay/callback', decorators: [] };
const pages: NewPayPages = {
  success: 'https://shop.example/ok',
  failure: 'https://shop.example/no',
  cancel: 'https://shop.example/cancel',
};
const hooks: NewPayHooks = {
  request: ({ call }: NewPayRequestInfo) => call,
  response: ({ call, durationMs }: NewPayResponseInfo) => [call, durationMs],
  callback: ({ status }: NewPayCallbackInfo) => status,
  published: ({ event, durationMs }: NewPayPublishedInfo) => [event, durationMs],
};
const endpoint: NewPayEndpoint = 'queryOrder';
const material: NewPayKeyMaterial = key;
const storeOptions: MemoryCallbackStoreOptions = { lease: 30_000, retention: 86_400_000 };
export const options: NewPayModuleOptions = {
  appId: 'app',
  merchantId: 'merchant',
  privateKey: material,
  platformPublicKey: [material, 'key'],
  publicUrl: 'https://shop.example',
  pages,
  hooks,
  timeout: 5_000,
  replayWindow: false,
  endpoints: { [endpoint]: '/query' },
  store: new MemoryCallbackStore(storeOptions),
  expectOrder: (orderNo: string): NewPayExpectedOrder | undefined =>
    orderNo === '' ? undefined : { orderAmt: '50000', currency: Currency.LAK },
};
const extras: NewPayModuleExtras = { name: 'books', isGlobal: true, callback: route };

@Injectable()
export class OptionsFactory implements NewPayOptionsFactory {
  createNewPayOptions(): NewPayModuleOptions {
    return { ...options, store: new OwnStore() };
  }
}
const asyncOptions: NewPayModuleAsyncOptions = { useClass: OptionsFactory, callback: false };

@Injectable()
export class Shop {
  constructor(
    private readonly newPay: NewPayService,
    @InjectNewPay('books') private readonly books: NewPayService,
  ) {}

  async buy(flag: boolean): Promise<string> {
    const terminal: NewPayTerminal = 'mobile';
    const order: CreateOrderDto = {
      payMethod: PayMethod.WeChat,
      currency: Currency.LAK,
      orderAmt: '50000',
      orderNo: 'A1',
      terminal,
    };
    const created: NewPayOrder = await this.newPay.createOrder(order);
    const prepaid: NewPayOrder = await this.books.createPrePayment(order);
    const how: CreateOrderOptions = { resolveUnknown: flag };
    const result: NewPayOrder | NewPayPayment = await this.newPay.createOrder(order, how);
    return 'payUrl' in result ? created.payUrl + prepaid.tranNo : result.status;
  }

  async giveBack(): Promise<NewPayRefundStatus> {
    const refund = new RefundDto();
    Object.assign(refund, { orderNo: 'A1', refundOrderNo: 'R1', refundOrderAmt: '1' });
    const sent: NewPayRefund = await this.newPay.refund(refund);
    const asked: NewPayRefund = await this.newPay.queryRefund(sent.refundOrderNo);
    return asked.status;
  }

  async ask(): Promise<readonly string[]> {
    const payment: NewPayPayment = await this.newPay.queryOrder('A1');
    const status: NewPayPaymentStatus = payment.status;
    const paidOut: NewPaySettlementStatus = (await this.newPay.reconcile('A1')).settlementStatus;
    const how: ReconcileAllOptions = {
      concurrency: 2,
      onProgress: ({ orderNo, outcome, done }: ReconcileProgress) => [
        orderNo,
        outcome === 'notReached',
        done,
      ],
    };
    const summary: ReconcileSummary = await this.newPay.reconcileAll(['A1'], how);
    const left: readonly UnreachedOrder[] = summary.notReached;
    return [status, paidOut, ...left.map(({ orderNo }) => orderNo), ...summary.paid];
  }

  async call(): Promise<string | undefined> {
    const fields: NewPayCallFields = { orderNo: 'A1', count: 1 };
    const answer: NewPayCallAnswer = await this.newPay.call('/any', fields);
    const order: MiniProgramOrder = { currency: 'LAK', orderAmt: '1', openId: 'x' };
    return answer['orderNo'] ?? (await this.newPay.createMiniProgramOrder(order))['payUrl'];
  }
}

@Injectable()
export class Listener {
  @OnNewPay('paid')
  onPaid(event: NewPayPaidEvent): string {
    const source: NewPayEventSource = event.source;
    return `${event.orderNo} ${event.orderAmt} ${source} ${event.merchant} ${event.raw['appId']}`;
  }

  @OnNewPay('failed')
  onFailed({ transInfo }: NewPayFailedEvent): unknown {
    return transInfo;
  }

  @OnNewPay('mismatched')
  onMismatched({ expected }: NewPayMismatchedEvent): unknown {
    return expected?.orderAmt;
  }

  @OnNewPay('refunded')
  onRefunded({ refundOrderNo, orderAmt, refundOrderAmt }: NewPayRefundedEvent): unknown {
    return [refundOrderNo, orderAmt, refundOrderAmt];
  }

  @OnNewPay('refund-failed')
  onRefundFailed({ newpayRefundOrderNo }: NewPayRefundFailedEvent): unknown {
    return newpayRefundOrderNo;
  }
}

const name: NewPayEventName = 'paid';
export const nameOf = (event: NewPayAnyEvent | NewPayEventMap[typeof name]): string =>
  event instanceof NewPayRefundEvent ? event.refundOrderNo : event.name;
const eventFields: NewPayEventFields = {
  orderNo: 'A1',
  newpayOrderNo: 'N1',
  orderAmt: '50000',
  currency: Currency.LAK,
  payMethod: PayMethod.NewPay,
  subject: undefined,
  extra: undefined,
  transInfo: undefined,
  settlementStatus: 'unknown',
  occurredAt: new Date(),
  source: 'callback',
  merchant: undefined,
  raw: { appId: 'app' },
};
const refundFields: NewPayRefundEventFields = {
  ...eventFields,
  refundOrderNo: 'R1',
  newpayRefundOrderNo: 'NR1',
  refundOrderAmt: '1',
};
export const events: NewPayEvent[] = [
  new NewPayPaidEvent(eventFields),
  new NewPayFailedEvent(eventFields),
  new NewPayMismatchedEvent(eventFields, undefined),
  new NewPayRefundedEvent(refundFields),
  new NewPayRefundFailedEvent(refundFields),
];

@Controller()
export class OwnController {
  @Post('own')
  @UseGuards(NewPayCallbackGuard)
  receive(@NewPayCallback() callback: NewPayVerifiedCallback): unknown {
    const payment: NewPayPaymentCallback | undefined =
      callback.kind === 'payment' ? callback : undefined;
    const refund: NewPayRefundCallback | undefined =
      callback.kind === 'refund' ? callback : undefined;
    if (!payment && !refund) {
      throw new NewPayCallbackException(400, 'neither', { cause: callback });
    }
    return payment?.status ?? refund?.refundOrderAmt;
  }

  @Get('books')
  @UseGuards(NewPayCallbackGuardFor('books'))
  books(): void {}
}

export function adviceOf(error: unknown): unknown {
  if (error instanceof NewPayValidationError) {
    return error.fields.map(({ field, messages }: NewPayFieldViolation) => [field, messages]);
  }
  if (error instanceof NewPayGatewayError) {
    return [error.gatewayCode, error.gatewayMessage];
  }
  if (error instanceof NewPayUnknownOutcomeError) {
    const subject: NewPayUnknownOutcomeSubject = error;
    return subject.orderNo ?? subject.refundOrderNo ?? subject.path;
  }
  if (error instanceof NewPayConfigurationError) {
    return error.option;
  }
  if (error instanceof NewPayDeliveryError) {
    return [error.orderNo, error.cause];
  }
  const isOther = error instanceof NewPayTransportError || error instanceof NewPaySignatureError;
  const code: NewPayErrorCode | undefined = error instanceof NewPayError ? error.code : undefined;
  return isOther ? error.message : code;
}

export function explain(body: Buffer, platformPublicKey: string): readonly unknown[] {
  const how: ExplainSignatureOptions = { platformPublicKey, mask: true };
  const explanation: NewPaySignatureExplanation = NewPaySignature.explain(body, how);
  const signed: readonly NewPaySignedField[] = explanation.fields;
  const leftOut: readonly NewPayLeftOutField[] = explanation.leftOut;
  return [explanation.verified, ...explanation.hints, ...signed, ...leftOut];
}

declare const ioRedis: IoRedisLike;
declare const nodeRedis: NodeRedisLike;
declare const pool: NewPayQueryable;
declare const it: CallbackStoreContract['it'];

export async function stores(client: NewPayQueryable): Promise<boolean> {
  const redisOptions: RedisCallbackStoreOptions = { ...storeOptions, prefix: 'newpay:' };
  const clients: NewPayRedisClient[] = [ioRedis, nodeRedis];
  clients.map((one) => new RedisCallbackStore(one, redisOptions));
  const postgresOptions: PostgresCallbackStoreOptions = { ...storeOptions, tablePrefix: 'newpay_' };
  const postgres = new PostgresCallbackStore(pool, postgresOptions);
  await postgres.createTables();
  runCallbackStoreContract({ it, createStore: (how) => new MemoryCallbackStore(how) });
  return postgres.once(client, new NewPayPaidEvent(eventFields), 'ship', () => undefined);
}

export async function sandbox(): Promise<readonly NewPaySandboxDelivery[]> {
  const refundCallbackReading: NewPayRefundCallbackReading = 'table';
  const how: NewPaySandboxOptions = { port: 0, retryDelays: [], refundCallbackReading };
  const started = await NewPaySandbox.start(how);
  const credentials: NewPaySandboxCredentials = started.credentials;
  const answer: NewPaySandboxAnswerFault = 'drop';
  const callback: NewPaySandboxCallbackFault = 'repeat';
  const faults: NewPaySandboxFault[] = [answer, callback];
  const faultOptions: NewPaySandboxFaultOptions = { orderNo: credentials.appId, times: 1 };
  faults.forEach((fault) => started.inject(fault, faultOptions));
  const injected: readonly NewPaySandboxInjection[] = started.faults;
  await started.pay(injected[0]?.fault ?? 'A1');
  await started.fail('A2', 'no money');
  started.clearFaults();
  await started.stop();
  return started.deliveries('A1');
}

@Injectable()
export class Health {
  constructor(private readonly indicator: NewPayHealthIndicator) {}

  check(): unknown {
    const how: NewPayHealthOptions = { name: 'books' };
    return this.indicator.isHealthy('newpay', how);
  }
}

@Module({
  imports: [
    EventEmitterModule.forRoot(),
    NewPayModule.forRoot({ ...options, ...extras }),
    NewPayModule.forRootAsync(asyncOptions),
    NewPayModule.forRootAsync(newPayConfig.asProvider()),
  ],
  controllers: [OwnController],
  providers: [
    Shop,
    Listener,
    Health,
    { provide: 'books', useExisting: getNewPayToken('books') },
    { provide: 'mine', useFactory: (newPay: NewPayService) => newPay, inject: [NewPayService] },
  ],
})
export class AppModule {}
