export { NewPayModule } from './newpay.module.js';
export { NewPayService } from './newpay.service.js';
export { NewPayReconcileError } from './payments/newpay-reconcile.error.js';
export { getNewPayToken, InjectNewPay } from './newpay.token.js';
export { newPayConfig } from './options/newpay.config.js';
export { CreateOrderDto } from './dto/create-order.dto.js';
export { RefundDto } from './dto/refund.dto.js';
export { Currency } from './dto/currency.enum.js';
export { PayMethod } from './dto/pay-method.enum.js';
export { isSameAmount } from './core/amount/decimal-text.js';
export { NewPayCallbackException } from './callback/callback-exception.js';
export { NewPayCallback } from './callback/newpay-callback.decorator.js';
export { getNewPayCallback } from './callback/verified-callbacks.js';
export { NewPayCallbackGuard, NewPayCallbackGuardFor } from './callback/newpay-callback.guard.js';
export { NewPaySignature } from './signature/newpay-signature.js';
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

export type { NewPayMessageKind } from './messages/documented-fields.js';
export type { NewPayPaymentCallback } from './messages/payment-callback.js';
export type { NewPayRefundCallback } from './messages/refund-callback.js';
export type { NewPayVerifiedCallback } from './messages/verified-callback.js';
export type { OnNewPayOptions } from './events/on-newpay.decorator.js';
export type { NewPayCallFields } from './calls/call-input.js';
export type { MiniProgramOrder, NewPayCallAnswer } from './calls/caller.js';
export type { CreateOrderOptions } from './newpay.service.js';
export type { NewPayKeyMaterial } from './core/keys/key-material.js';
export type {
  NewPayPaymentStatus,
  NewPayRefundStatus,
  NewPaySettlementStatus,
} from './core/status/payment-status.js';
export type { NewPayTerminal } from './dto/create-order.dto.js';
export type {
  NewPayErrorCode,
  NewPayFieldViolation,
  NewPayUnknownOutcomeSubject,
} from './errors/index.js';
export type {
  NewPayAnyEvent,
  NewPayEventFields,
  NewPayEventMap,
  NewPayEventName,
  NewPayEventReference,
  NewPayHandledPayment,
  NewPayEventSource,
  NewPayExpectedOrder,
  NewPayRefundEventFields,
} from './events/index.js';
export type {
  NewPayCallbackInfo,
  NewPayDuplicateInfo,
  NewPayHooks,
  NewPayPublishedInfo,
  NewPayRequestInfo,
  NewPayResponseInfo,
} from './observability/newpay-hooks.interface.js';
export type { NewPayEndpoint } from './options/endpoints.js';
export type {
  NewPayCallbackRoute,
  NewPayModuleAsyncOptions,
  NewPayModuleExtras,
  NewPayModuleOptions,
  NewPayOptionsFactory,
  NewPayPages,
} from './options/newpay-options.interface.js';
export type { NewPayRefund } from './refunds/newpay-refund.interface.js';
export type { NewPayPayment } from './payments/newpay-payment.interface.js';
export type { ReconcileAllOptions, ReconcileProgress } from './payments/reconcile-all.js';
export type { ReconcileSummary, UnreachedOrder } from './payments/reconcile-summary.interface.js';
export type { NewPayOrder } from './orders/newpay-order.interface.js';
export type {
  ExplainSignatureOptions,
  NewPayLeftOutField,
  NewPaySignatureExplanation,
  NewPaySignedField,
} from './signature/signature-explanation.interface.js';
export type {
  NewPayCallbackStore,
  NewPayClaim,
  NewPayHandled,
} from './store/callback-store.interface.js';
export type { MemoryCallbackStoreOptions } from './store/memory-callback-store.js';
