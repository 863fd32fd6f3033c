export { NewPayModule } from './newpay.module.js';
export { NewPayService } from './newpay.service.js';
export { isNewPayError } from './newpay.any-error.js';
export { NewPayReconcileError } from './payments/newpay-reconcile.error.js';
export {
  getNewPayToken,
  getNewPayV2Token,
  InjectNewPay,
  InjectNewPayV2,
} from './newpay.decorators.js';
export { NewPayV2Service } from './newpay-v2.service.js';
export { CreateV2OrderDto } from './dto/create-v2-order.dto.js';
export { CreateV2RefundDto } from './dto/create-v2-refund.dto.js';
export { ScanPayDto } from './dto/scan-pay.dto.js';
export type { NewPayV2OrderFields } from './dto/v2-order-fields.dto.js';
export { NewPayChannel } from './protocol/v2/channel.enum.js';
export type { NewPayExtraParam } from './dto/create-v2-order.dto.js';
export type { NewPayUser } from './api-v2/newpay-user.interface.js';
export type { NewPayPayReference, NewPayV2Order } from './api-v2/newpay-v2-order.interface.js';
export type {
  NewPayV2OrderReference,
  NewPayV2Payment,
} from './api-v2/newpay-v2-payment.interface.js';
export type {
  NewPayV2Refund,
  NewPayV2RefundReference,
} from './api-v2/newpay-v2-refund.interface.js';
export type {
  NewPayV2CreatedOrder,
  NewPayV2QueriedOrder,
  NewPayV2ResolvedOrder,
} from './api-v2/newpay-v2-resolved-order.interface.js';
export type {
  NewPayV2FinalPayment,
  NewPayV2SettleResult,
} from './api-v2/newpay-v2-settle-result.interface.js';
export type { NewPayV2Options } from './options/newpay-options.interface.js';
export type { NewPayV2Endpoint } from './protocol/v2/endpoints.js';
export type { NewPayNestedForm } from './protocol/v2/nested-form.js';
export type { NewPayV2PaymentFields } from './protocol/v2/payment.js';
export type { NewPayV2PaymentStatus } from './protocol/v2/status-words.js';
export { newPayConfig } from './options/newpay.config.js';
export { CreateOrderDto } from './dto/create-order.dto.js';
export { CreateRefundDto } from './dto/create-refund.dto.js';
export { CreateTransferDto } from './dto/create-transfer.dto.js';
export { Currency, Currency as NewPayCurrency } from './protocol/v1/currency.enum.js';
export { PayMethod, PayMethod as NewPayPayMethod } from './protocol/v1/pay-method.enum.js';
export { isSameAmount } from './protocol/decimal-amount.js';
export { NewPayCallbackException } from './callback/callback-exception.js';
export { getNewPayCallback, NewPayCallback } from './callback/newpay-callback.decorator.js';
export { NewPayCallbackGuard, NewPayCallbackGuardFor } from './callback/newpay-callback.guard.js';
export { NewPaySignature } from './explain/newpay-signature.js';
export { MemoryCallbackStore } from './store/memory-callback-store.js';
export {
  NewPayDuplicateEvent,
  NewPayEvent,
  NewPayFailedEvent,
  NewPayMismatchedEvent,
  NewPayPaidEvent,
  NewPayRefundedEvent,
  NewPayRefundEvent,
  NewPayRefundFailedEvent,
  NewPayUnresolvedEvent,
  OnNewPay,
} from './events/index.js';
export {
  NewPayConfigurationError,
  NewPayDeliveryError,
  NewPayError,
  NewPayGatewayError,
  NewPaySignatureError,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  NewPayValidationError,
} from './errors/index.js';

export type { AnyNewPayError } from './newpay.any-error.js';
export type { NewPayMessageKind } from './protocol/v1/documented-fields.js';
export type { NewPayPaymentCallback } from './protocol/v1/callback.js';
export type { NewPayRefundCallback } from './protocol/v1/callback.js';
export type { NewPayV2RefundCallback, NewPayVerifiedCallback } from './protocol/v1/callback.js';
export type { OnNewPayOptions } from './events/on-newpay.decorator.js';
export type { NewPayCallAnswer, NewPayCallFields } from './gateway/raw-call.js';
export type { NewPayCallOptions } from './gateway/call-options.js';
export type { NewPayCreateOrderOptions } from './orders/create-and-resolve.js';
export type { NewPayMiniProgramOrder } from './orders/mini-program-order.js';
export type { NewPayKeyMaterial } from './protocol/keys/key-material.js';
export type {
  NewPayPaymentStatus,
  NewPayRefundStatus,
  NewPaySettlementStatus,
} from './protocol/v1/status-codes.js';
export type { NewPayTerminal } from './dto/create-order.dto.js';
export type {
  NewPayErrorCode,
  NewPayFieldViolation,
  NewPayUnknownOutcomeSubject,
} from './errors/index.js';
export type {
  NewPayAnyEvent,
  NewPayApi,
  NewPayEventFields,
  NewPayEventMap,
  NewPayEventName,
  NewPayEventReference,
  NewPayFailureReason,
  NewPayHandledPayment,
  NewPayEventSource,
  NewPayLastStatus,
  NewPayRefundEventFields,
  NewPayUnresolvedEventFields,
} from './events/index.js';
export type {
  NewPayCallbackInfo,
  NewPayDeadLetterInfo,
  NewPayDuplicateInfo,
  NewPayHooks,
  NewPayPublishedInfo,
  NewPayRequestInfo,
  NewPayResponseInfo,
  NewPayUnverifiedInfo,
} from './options/newpay-hooks.interface.js';
export type { NewPayDispatcher } from './options/newpay-dispatcher.interface.js';
export type { NewPayEndpoint, NewPayUnstatedEndpoint } from './protocol/v1/endpoints.js';
export type {
  NewPayCallbackRoute,
  NewPayExpectedOrder,
  NewPayModuleAsyncOptions,
  NewPayModuleExtras,
  NewPayModuleOptions,
  NewPayOptionsFactory,
  NewPayPages,
  NewPayRetry,
} from './options/newpay-options.interface.js';
export type { NewPayWatchOptions } from './watch/watch-order.js';
export type { NewPayRefund } from './refunds/newpay-refund.interface.js';
export type {
  NewPayQueriedTransfer,
  NewPayTransfer,
} from './transfers/newpay-transfer.interface.js';
export type { NewPayWalletUser } from './users/newpay-wallet-user.interface.js';
export type { NewPayPayment } from './payments/newpay-payment.interface.js';
export type {
  NewPayFinalPayment,
  NewPayPendingPayment,
  NewPaySettleResult,
} from './payments/newpay-settle-result.interface.js';
export type { NewPaySettleOptions } from './payments/settle-options.js';
export type {
  NewPayReconcileAllOptions,
  NewPayReconcileProgress,
} from './payments/reconcile-all-options.js';
export type {
  NewPayReconcileSummary,
  NewPayUnresolvedOrder,
} from './payments/reconcile-summary.interface.js';
export type { NewPayOrder } from './orders/newpay-order.interface.js';
export type {
  NewPayCreatedOrder,
  NewPayQueriedOrder,
  NewPayResolvedOrder,
} from './orders/newpay-resolved-order.interface.js';
export type {
  ExplainSignatureOptions,
  NewPayFormExplanation,
  NewPayLeftOutField,
  NewPaySignatureExplanation,
  NewPaySignedField,
} from './explain/signature-explanation.interface.js';
export type {
  NewPayCallbackStore,
  NewPayClaim,
  NewPayHandled,
} from './store/callback-store.interface.js';
export type {
  NewPayJobData,
  NewPayJobHandler,
  NewPayJobResult,
  NewPayJobRun,
  NewPayQueue,
  NewPayQueueJob,
  NewPayQueueWorker,
} from './queue/queue.interface.js';
export type { NewPayRedelivered, NewPayRedeliverOptions } from './jobs/redeliver.js';
export type { MemoryCallbackStoreOptions } from './store/memory-callback-store.js';
export * from './newpay.deprecated-names.js';
