import { Inject, Injectable, type Logger } from '@nestjs/common';
import { unreachableBecause } from '../options/url-reachability.js';
import { NEWPAY_OPTIONS, NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import type { UrlOptions } from '../options/resolved-options.interface.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';

/** Who opens the URL, for the warning. */
const READERS = {
  callBackUrl: 'NewPay',
  successPageUrl: 'a payer',
  failurePageUrl: 'a payer',
  cancelPageUrl: 'a payer',
  /** The `successPageUrl` of API v2. */
  redirect: 'a payer',
} as const;

type AddressField = keyof typeof READERS;

/**
 * Warns once for each field about a URL in an order that is not public. The order is still sent, because
 * only NewPay's network can tell where a host name leads. URLs of the options are checked at startup.
 */
@Injectable()
export class OrderUrlCheck {
  readonly #logger: Logger;
  readonly #unwarned = new Set(Object.keys(READERS) as AddressField[]);

  constructor(
    @Inject(NEWPAY_OPTIONS) private readonly options: UrlOptions,
    @Inject(NEWPAY_REGISTRATION) registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor('NewPayService', registration);
  }

  /** @param baseUrl where the order is sent: a sandbox may reach what NewPay cannot */
  check(
    orderNo: string,
    addresses: Readonly<Partial<Record<AddressField, string>>>,
    baseUrl: string = this.options.baseUrl,
  ): void {
    if (unreachableBecause(baseUrl) !== undefined) {
      return;
    }
    for (const field of this.#unwarned) {
      const address = addresses[field];
      const reason = address === undefined ? undefined : unreachableBecause(address);
      if (reason !== undefined && !this.#isOfOptions(address ?? '')) {
        this.#unwarned.delete(field);
        this.#logger.warn(
          `Order ${orderNo}: its ${field} is ${address}, which ${READERS[field]} cannot reach (${reason}). ` +
            'This warning is logged once for each field.',
        );
      }
    }
  }

  #isOfOptions(address: string): boolean {
    const { publicUrl, pages } = this.options;
    return (
      (publicUrl !== undefined && address.startsWith(publicUrl)) ||
      Object.values(pages).includes(address)
    );
  }
}
