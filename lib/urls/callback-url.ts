import { Inject, Injectable, RequestMethod, type OnModuleInit } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { NEWPAY_OPTIONS, NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import type { UrlOptions } from '../options/resolved-options.interface.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { modulePathOf } from '../host/module-path.js';
import { hasParameters, joinPath } from '../host/route-path.js';

/** The path and the URL of this registration's callback route. */
@Injectable()
export class CallbackUrl implements OnModuleInit {
  #modulePath: string | undefined;
  #path: string | undefined;

  constructor(
    private readonly app: ApplicationConfig,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(NEWPAY_OPTIONS) private readonly options: UrlOptions,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {}

  /** Not at first use, which may come before `RouterModule` has set its path. */
  onModuleInit(): void {
    this.#modulePath = this.#findModulePath();
    // The routes are registered by now: the path is final.
    this.#path = this.#findPath();
  }

  /**
   * The route's path, with the app's global prefix and the path that `RouterModule` gave to
   * `NewPayModule`; `undefined` without a callback controller.
   */
  get path(): string | undefined {
    return this.#path ?? this.#findPath();
  }

  /** Whether the path has parameters: no URL can be derived from it. */
  get hasParameters(): boolean {
    return hasParameters(this.path ?? '');
  }

  /**
   * Whether Nest made no route for the controller: it makes none for a module that is loaded into an app
   * that listens already (`LazyModuleLoader`), and calls no hook of it.
   */
  get #hasNoRoute(): boolean {
    return this.#path === undefined && this.host.listening;
  }

  /** The default `callBackUrl` of an order; `undefined` without `publicUrl`, controller or route. */
  get url(): string | undefined {
    const { publicUrl } = this.options;
    const { path } = this;
    return publicUrl === undefined || path === undefined || hasParameters(path) || this.#hasNoRoute
      ? undefined
      : publicUrl + path;
  }

  /** The fix for an order without `callBackUrl`, for an error message. */
  get remedy(): string {
    if (this.registration.callbackPath === undefined) {
      return 'name it, as this registration has no callback route ("callback: false")';
    }
    if (this.#hasNoRoute) {
      return 'name it, as NewPayModule was loaded by LazyModuleLoader, for which Nest makes no callback route; or import NewPayModule in the root module';
    }
    return this.hasParameters
      ? `name it, as the callback's route has parameters: "${this.path}"`
      : 'name it or set the option "publicUrl"';
  }

  #findPath(): string | undefined {
    const { callbackPath } = this.registration;
    if (callbackPath === undefined) {
      return undefined;
    }
    const route = joinPath(this.#modulePath ?? this.#findModulePath(), callbackPath);
    return this.#isOutsidePrefix(route) ? route : joinPath(this.app.getGlobalPrefix(), route);
  }

  /** Searches all modules of the app: a large one has hundreds. */
  #findModulePath(): string {
    const module = [...this.modules.values()].find(
      ({ providers }) => providers.get(NEWPAY_REGISTRATION)?.instance === this.registration,
    );
    return module ? modulePathOf(module.metatype, this.modules.applicationId) : '';
  }

  #isOutsidePrefix(route: string): boolean {
    const { exclude = [] } = this.app.getGlobalPrefixOptions();
    // Nest compares the path of the controller, a slash, and the empty path of the method.
    const compared = route === '/' ? route : `${route}/`;
    return exclude.some(
      ({ pathRegex, requestMethod }) =>
        (requestMethod === RequestMethod.ALL || requestMethod === RequestMethod.POST) &&
        pathRegex.test(compared),
    );
  }
}
