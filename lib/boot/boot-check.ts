import { Inject, Injectable, type Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { HostEmitter } from '../events/host-emitter.js';
import { NEWPAY_OPTIONS, NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import type { DiagnosisOptions } from '../options/resolved-options.interface.js';
import { adviceOfStore } from '../store/advising-store.interface.js';
import { storeWarnings } from '../store/store-warnings.js';
import { ListenerCheck } from './listener-check.js';
import { CallbackUrl } from '../urls/callback-url.js';
import { messageOf } from '../errors/error-message.js';
import { loggerFor } from '../registration/registration-logger.js';

/** Warns at startup about misconfigurations that would lose payments, each with its fix. */
@Injectable()
export class BootCheck implements OnApplicationBootstrap {
  readonly #logger: Logger;

  constructor(
    private readonly emitter: HostEmitter,
    private readonly listeners: ListenerCheck,
    private readonly address: CallbackUrl,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(NEWPAY_OPTIONS) private readonly options: DiagnosisOptions,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor('NewPayModule', registration);
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
    this.#diagnoseWatch();
    this.#diagnoseEvents();
    this.#diagnoseAddress();
  }

  /** A queue worker or a cron process: it makes orders, but has no callback route. */
  #diagnoseWorker(): void {
    if (this.options.publicUrl !== undefined) {
      this.#logger.warn(
        'This process has no HTTP server, so the global prefix of the callback URL is unknown: ' +
          "set callBackUrl in its orders and refunds, or register with 'callback: false'.",
      );
    }
  }

  #diagnoseStore(): void {
    const { store, queue } = this.options;
    storeWarnings(store).forEach((warning) => this.#logger.warn(warning));
    // A queue itself says what is wrong with its server. Not awaited: the app starts although it cannot be reached.
    if (queue?.store !== store) {
      void adviceOfStore(store).then((advice) =>
        advice.forEach((sentence) => this.#logger.warn(sentence)),
      );
    }
  }

  #diagnoseWatch(): void {
    if (this.options.isWatchWithoutQueue) {
      this.#logger.warn(
        'The option "watch" has no effect without the option "queue", so NewPay is not asked for orders ' +
          'whose callback does not come: set "queue", or leave "watch" out.',
      );
    }
  }

  #diagnoseAddress(): void {
    const { path, hasParameters } = this.address;
    if (hasParameters && this.options.publicUrl !== undefined) {
      this.#logger.warn(
        `The callback's route is "${path}", with parameters of the global prefix or of RouterModule, so ` +
          'its URL cannot be derived from "publicUrl": set callBackUrl in every order and refund.',
      );
    }
  }

  #diagnoseEvents(): void {
    if (!this.emitter.emitter) {
      this.#logger.error(
        'EventEmitterModule is missing, so no listener receives a payment and no callback is acknowledged: ' +
          'add EventEmitterModule.forRoot() to the imports of the root module. If it is there, a second ' +
          'copy of @nestjs/event-emitter or eventemitter2 is installed: see "npm ls eventemitter2".',
      );
      return;
    }
    // Not awaited: the watcher may be waiting for a hook that Nest calls after this one.
    void this.emitter
      .untilReady()
      .then(() => this.listeners.diagnose())
      .catch((error: unknown) =>
        this.#logger.error(`EventEmitterModule could not register listeners: ${messageOf(error)}`),
      );
  }
}
