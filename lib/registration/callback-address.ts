import { Inject, Injectable, RequestMethod } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import { NEWPAY_OPTIONS, NEWPAY_REGISTRATION } from '../newpay.constants.js';
import { trimSlashes } from './trim-slashes.js';
import type { NewPayRegistration } from './registration.interface.js';
import type { ResolvedNewPayOptions } from '../options/resolve-options.js';

/** Where the callback route of this registration lies in the host's app. */
@Injectable()
export class CallbackAddress {
  constructor(
    private readonly app: ApplicationConfig,
    @Inject(NEWPAY_OPTIONS) private readonly options: ResolvedNewPayOptions,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
  ) {}

  /** The route's path with the app's global prefix; `undefined` without a callback controller. */
  get path(): string | undefined {
    const { callbackPath } = this.registration;
    if (callbackPath === undefined) {
      return undefined;
    }
    const route = `/${callbackPath}`;
    const prefix = trimSlashes(this.app.getGlobalPrefix());
    return prefix === '' || this.#isOutsidePrefix(route) ? route : `/${prefix}${route}`;
  }

  /** The default `callBackUrl` of an order; `undefined` without `publicUrl` or controller. */
  get url(): string | undefined {
    const { publicUrl } = this.options;
    return publicUrl === undefined || this.path === undefined ? undefined : publicUrl + this.path;
  }

  #isOutsidePrefix(route: string): boolean {
    const { exclude = [] } = this.app.getGlobalPrefixOptions();
    return exclude.some(
      ({ pathRegex, requestMethod }) =>
        (requestMethod === RequestMethod.ALL || requestMethod === RequestMethod.POST) &&
        pathRegex.test(route),
    );
  }
}
