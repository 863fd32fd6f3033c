import { expect, it } from '@jest/globals';
import * as newpay from '../../lib/index.js';

it('exports exactly what is promised', () => {
  expect(Object.keys(newpay).toSorted()).toEqual([
    'CreateOrderDto',
    'Currency',
    'InjectNewPay',
    'MemoryCallbackStore',
    'NewPayCallback',
    'NewPayCallbackException',
    'NewPayCallbackGuard',
    'NewPayCallbackGuardFor',
    'NewPayConfigurationError',
    'NewPayDeliveryError',
    'NewPayDuplicateEvent',
    'NewPayError',
    'NewPayEvent',
    'NewPayFailedEvent',
    'NewPayGatewayError',
    'NewPayMismatchedEvent',
    'NewPayModule',
    'NewPayPaidEvent',
    'NewPayRefundEvent',
    'NewPayRefundFailedEvent',
    'NewPayRefundedEvent',
    'NewPayService',
    'NewPaySignature',
    'NewPaySignatureError',
    'NewPayTransportError',
    'NewPayUnknownOutcomeError',
    'NewPayValidationError',
    'OnNewPay',
    'PayMethod',
    'RefundDto',
    'getNewPayToken',
    'newPayConfig',
  ]);
});
