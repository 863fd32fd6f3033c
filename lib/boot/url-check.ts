import { Inject, Injectable, type Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { isProduction } from '../host/node-environment.js';
import { NEWPAY_OPTIONS, NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import type { UrlCheckOptions } from '../options/resolved-options.interface.js';
import { DEFAULT_V2_BASE_URL } from '../protocol/v2/endpoints.js';
import { CallbackUrl } from '../urls/callback-url.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { urlWarnings } from './url-warnings.js';

/** The addresses of one version of the API. */
interface Target {
  readonly baseUrl: string;
  readonly endpoints: { readonly createOrder: string };
}

/** Logs at startup where orders are sent and where callbacks are expected, and warns of URLs that cannot work. */
@Injectable()
export class UrlCheck implements OnApplicationBootstrap {
  readonly #logger: Logger;

  constructor(
    private readonly address: CallbackUrl,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(NEWPAY_OPTIONS) private readonly options: UrlCheckOptions,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor('NewPayModule', registration);
  }

  onApplicationBootstrap(): void {
    this.#logger.log(`NewPay: orders to ${this.#targets}, ${this.#callbacks}`);
    const { callbackPath } = this.registration;
    const path = this.host.httpAdapter ? this.address.path : undefined;
    const { baseUrl, publicUrl, pages, v2 } = this.options;
    const addresses = { baseUrl, v2BaseUrl: v2.baseUrl, publicUrl, pages, callbackPath, path };
    for (const warning of urlWarnings({ ...addresses, isProduction: isProduction() })) {
      this.#logger.warn(warning);
    }
  }

  /** API v2 is named where its orders do not go to NewPay's own address. */
  get #targets(): string {
    const v2 = targetOf(this.options.v2);
    const target = targetOf(this.options);
    return v2 === DEFAULT_V2_BASE_URL ? target : `${target}, orders of API v2 to ${v2}`;
  }

  get #callbacks(): string {
    if (this.registration.callbackPath === undefined) {
      return 'no callback route (callback: false)';
    }
    return `callbacks at ${this.address.url ?? `the callBackUrl that each order names (route ${this.address.path})`}`;
  }
}

/** Where orders go: the base URL, or the full URL of an endpoint elsewhere. */
function targetOf({ baseUrl, endpoints }: Target): string {
  return endpoints.createOrder.startsWith(`${baseUrl}/`) ? baseUrl : endpoints.createOrder;
}
