import type { ModuleMetadata, Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { UrlCheck } from './boot/url-check.js';
import { BootCheck } from './boot/boot-check.js';
import { ListenerCheck } from './boot/listener-check.js';
import { RawApiClient } from './gateway/raw-call.js';
import { CallbackUrl } from './urls/callback-url.js';
import { BodyReader } from './callback/body-reader.js';
import { CallbackAuthenticator } from './callback/callback-authenticator.js';
import { CallbackHandler } from './callback/callback-handler.js';
import { CallbackRoute } from './callback/callback-route.js';
import { CallbackFilter } from './callback/callback.filter.js';
import { getAuthenticatorToken, NewPayCallbackGuard } from './callback/newpay-callback.guard.js';
import { EventDelivery } from './events/event-delivery.js';
import { HostEmitter } from './events/host-emitter.js';
import { InFlightWork } from './events/in-flight-work.js';
import { CallRunner } from './gateway/call-runner.js';
import { GatewayClient } from './gateway/gateway-client.js';
import { Gateway } from './gateway/gateway.js';
import {
  NEWPAY_CLOCK,
  NEWPAY_GIVEN_OPTIONS,
  NEWPAY_METER,
  NEWPAY_OPTIONS,
  NEWPAY_REGISTRATION,
  NEWPAY_STORE,
  NEWPAY_TRACER,
} from './registration/newpay.tokens.js';
import type { NewPayRegistration } from './registration/registration.interface.js';
import { NewPayService } from './newpay.service.js';
import { getNewPayToken, getNewPayV2Token } from './newpay.decorators.js';
import { NewPayV2Service } from './newpay-v2.service.js';
import { Telemetry } from './observability/telemetry.js';
import { loadMeter } from './observability/measurements.js';
import { loadTracer } from './observability/tracer.js';
import {
  getRegistrationHealthToken,
  RegistrationHealth,
} from './observability/registration-health.js';
import { RegistrationCheck } from './boot/registration-check.js';
import { OrderClient } from './orders/order-client.js';
import { OrderUrlCheck } from './urls/order-url-check.js';
import { PaymentClient } from './payments/payment-client.js';
import { PaymentReconciler } from './payments/payment-reconciler.js';
import { RefundFinality } from './refunds/refund-finality.js';
import { RefundAllowance } from './refunds/refund-allowance.js';
import { RefundResultPublisher } from './refunds/refund-result-publisher.js';
import { RefundClient } from './refunds/refund-client.js';
import { PaymentSettler } from './payments/payment-settler.js';
import { PaymentResultPublisher } from './payments/payment-result-publisher.js';
import { V2Gateway } from './api-v2/v2-gateway.js';
import { V2HintPublisher } from './api-v2/v2-hint-publisher.js';
import { V2RefundResultPublisher } from './api-v2/v2-refund-result-publisher.js';
import { V2OrderClient } from './api-v2/v2-order-client.js';
import { V2PaymentClient } from './api-v2/v2-payment-client.js';
import { V2RawApiClient } from './api-v2/v2-raw-call.js';
import { V2Reconciler } from './api-v2/v2-reconciler.js';
import { V2RefundClient } from './api-v2/v2-refund-client.js';
import { V2ScanClient } from './api-v2/v2-scan-client.js';
import { V2Settler } from './api-v2/v2-settler.js';
import { V2UserClient } from './api-v2/v2-user-client.js';
import { NEWPAY_V2_ALLOWANCE } from './api-v2/v2.tokens.js';
import { TransferClient } from './transfers/transfer-client.js';
import { UserClient } from './users/user-client.js';
import { QUEUE_PROVIDERS } from './newpay.queue-providers.js';
import { WATCH_PROVIDERS } from './newpay.watch-providers.js';
import { resolveOptions } from './options/resolve-options.js';
import type { ResolvedNewPayOptions } from './options/resolved-options.interface.js';

export function newPayImports(): NonNullable<ModuleMetadata['imports']> {
  return [DiscoveryModule];
}

/** Everything that one registration consists of. */
export function newPayProviders(registration: NewPayRegistration): Provider[] {
  return [
    { provide: NEWPAY_REGISTRATION, useValue: registration },
    // Not `Date.now` itself: a test may put another clock in its place, or take it away, later.
    { provide: NEWPAY_CLOCK, useValue: () => Date.now() },
    { provide: NEWPAY_OPTIONS, useFactory: resolveOptions, inject: [NEWPAY_GIVEN_OPTIONS] },
    {
      provide: NEWPAY_STORE,
      useFactory: ({ store }: ResolvedNewPayOptions) => store,
      inject: [NEWPAY_OPTIONS],
    },
    { provide: NEWPAY_TRACER, useFactory: loadTracer },
    { provide: NEWPAY_METER, useFactory: loadMeter },
    { provide: getRegistrationHealthToken(registration.name), useClass: RegistrationHealth },
    { provide: RegistrationHealth, useExisting: getRegistrationHealthToken(registration.name) },
    RegistrationCheck,
    Telemetry,
    GatewayClient,
    CallRunner,
    Gateway,
    RawApiClient,
    OrderClient,
    OrderUrlCheck,
    PaymentClient,
    PaymentReconciler,
    PaymentSettler,
    RefundAllowance,
    RefundFinality,
    RefundClient,
    RefundResultPublisher,
    TransferClient,
    UserClient,
    { provide: NEWPAY_V2_ALLOWANCE, useClass: RefundAllowance },
    V2Gateway,
    V2HintPublisher,
    V2OrderClient,
    V2PaymentClient,
    V2RawApiClient,
    V2Reconciler,
    V2RefundClient,
    V2RefundResultPublisher,
    V2ScanClient,
    V2Settler,
    V2UserClient,
    HostEmitter,
    InFlightWork,
    EventDelivery,
    ...QUEUE_PROVIDERS,
    ...WATCH_PROVIDERS,
    PaymentResultPublisher,
    ListenerCheck,
    UrlCheck,
    BootCheck,
    CallbackUrl,
    BodyReader,
    CallbackRoute,
    CallbackAuthenticator,
    NewPayCallbackGuard,
    CallbackHandler,
    CallbackFilter,
    // Under its own token alone: by the class the host finds the unnamed registration.
    { provide: getNewPayToken(registration.name), useClass: NewPayService },
    { provide: getNewPayV2Token(registration.name), useClass: NewPayV2Service },
    ...(registration.name === undefined
      ? []
      : [
          { provide: getAuthenticatorToken(registration.name), useExisting: CallbackAuthenticator },
        ]),
  ];
}

/** What the host can inject: the unnamed registration by class, a named one by its token. */
export function newPayExports({
  name,
}: NewPayRegistration): NonNullable<ModuleMetadata['exports']> {
  return name === undefined
    ? [NewPayService, NewPayV2Service, NewPayCallbackGuard, CallbackAuthenticator]
    : [getNewPayToken(name), getNewPayV2Token(name), getAuthenticatorToken(name)];
}
