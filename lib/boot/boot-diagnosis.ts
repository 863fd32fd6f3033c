import {
  Inject,
  Injectable,
  type Logger,
  Optional,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { EventEmitterReadinessWatcher } from '@nestjs/event-emitter';
import type { NewPayAnyEvent } from '../events/event-names.js';
import { EventPublisher } from '../events/event-publisher.js';
import { NEWPAY_OPTIONS, NEWPAY_REGISTRATION } from '../newpay.constants.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import type { ResolvedNewPayOptions } from '../options/resolve-options.js';
import { storeWarnings } from '../store/store-diagnosis.js';
import { DeafListeners } from './deaf-listeners.js';
import { CallbackAddress } from '../registration/callback-address.js';
import { loggerFor } from '../registration/registration-logger.js';

/** Tells at boot what would lose a payment later: each fault a sentence with its remedy. */
@Injectable()
export class BootDiagnosis implements OnApplicationBootstrap {
  readonly #logger: Logger;

  constructor(
    private readonly publisher: EventPublisher,
    private readonly deafListeners: DeafListeners,
    private readonly address: CallbackAddress,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(NEWPAY_OPTIONS) private readonly options: ResolvedNewPayOptions,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
    @Optional()
    @Inject(EventEmitterReadinessWatcher)
    private readonly readiness?: EventEmitterReadinessWatcher,
  ) {
    this.#logger = loggerFor({ name: 'NewPayModule' }, registration);
  }

  onApplicationBootstrap(): void {
    if (this.registration.callbackPath === undefined) {
      return;
    }
    if (!this.host.httpAdapter) {
      this.#diagnoseWorker();
      return;
    }
    this.#diagnoseStore();
    this.#diagnoseEvents();
    this.#diagnoseAddress();
  }

  /** A queue worker or a cron process: it makes orders, and takes no callbacks. */
  #diagnoseWorker(): void {
    if (this.options.publicUrl !== undefined) {
      this.#logger.warn(
        'This process serves no HTTP, so that it cannot know the global prefix of the one that does: ' +
          "name callBackUrl in its orders and refunds, or register with 'callback: false'.",
      );
    }
  }

  #diagnoseStore(): void {
    for (const warning of storeWarnings(this.options.store)) {
      this.#logger.warn(warning);
    }
  }

  #diagnoseAddress(): void {
    const { path, hasParameters } = this.address;
    if (hasParameters && this.options.publicUrl !== undefined) {
      this.#logger.warn(
        `The callback's route is "${path}", with parameters of the global prefix or of RouterModule, so ` +
          'that its address cannot be derived from "publicUrl": name callBackUrl in every order and refund.',
      );
    }
  }

  #diagnoseEvents(): void {
    if (!this.publisher.isConnected) {
      this.#logger.error(
        'EventEmitterModule is missing, so that nobody hears of a payment and no callback is ' +
          'acknowledged: add EventEmitterModule.forRoot() to the imports of the root module.',
      );
      return;
    }
    // Not awaited: the watcher may be waiting for a hook that Nest calls after this one.
    void this.readiness?.waitUntilReady().then(
      () => this.#diagnoseListeners(),
      (error: Error) =>
        this.#logger.error(`EventEmitterModule could not register listeners: ${error.message}`),
    );
  }

  #diagnoseListeners(): void {
    this.#requireListener('newpay.paid', 'paid');
    if (this.options.expectOrder) {
      this.#requireListener('newpay.mismatched', 'mismatched');
    }
    for (const { method, event } of this.deafListeners.find()) {
      this.#logger.warn(
        `${method} listens with @OnEvent('newpay.${event}'), which swallows what it throws, so that ` +
          `the callback is acknowledged all the same: use @OnNewPay('${event}').`,
      );
    }
  }

  #requireListener(name: NewPayAnyEvent['name'], shortName: string): void {
    if (!this.publisher.hasListener(name)) {
      this.#logger.warn(
        `Nobody listens to "${name}", so that its callbacks are not acknowledged: add ` +
          `@OnNewPay('${shortName}') to a method of a provider.`,
      );
    }
  }
}
