import { Inject, Injectable, type Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { isProduction } from '../host/node-environment.js';
import { NEWPAY_OPTIONS, NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import type { UrlOptions } from '../options/resolved-options.interface.js';
import { CallbackUrl } from '../urls/callback-url.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { urlWarnings } from './url-warnings.js';

/** Logs at startup where orders are sent and where callbacks are expected, and warns of URLs that cannot work. */
@Injectable()
export class UrlCheck implements OnApplicationBootstrap {
  readonly #logger: Logger;

  constructor(
    private readonly address: CallbackUrl,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(NEWPAY_OPTIONS) private readonly options: UrlOptions,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor('NewPayModule', registration);
  }

  onApplicationBootstrap(): void {
    this.#logger.log(`NewPay: orders to ${this.#target}, ${this.#callbacks}`);
    const { callbackPath } = this.registration;
    const path = this.host.httpAdapter ? this.address.path : undefined;
    const { baseUrl, publicUrl, pages } = this.options;
    const facts = { baseUrl, publicUrl, pages, callbackPath, path, isProduction: isProduction() };
    for (const warning of urlWarnings(facts)) {
      this.#logger.warn(warning);
    }
  }

  get #target(): string {
    const { baseUrl, endpoints } = this.options;
    return endpoints.createOrder.startsWith(`${baseUrl}/`) ? baseUrl : endpoints.createOrder;
  }

  get #callbacks(): string {
    if (this.registration.callbackPath === undefined) {
      return 'no callback route (callback: false)';
    }
    return `callbacks at ${this.address.url ?? `the callBackUrl that each order names (route ${this.address.path})`}`;
  }
}
