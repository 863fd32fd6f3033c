import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { NewPayConfigurationError } from '../errors/index.js';
import { NEWPAY_OPTIONS, NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import type { RegistrationOptions } from '../options/resolved-options.interface.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';

/**
 * Rejects two registrations with the same name, the same callback route, or the same `appId` and key, and
 * a registration that is request-scoped.
 */
@Injectable()
export class RegistrationCheck implements OnModuleInit {
  constructor(
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
  ) {}

  /**
   * @throws {NewPayConfigurationError} another registration has the same name, route, or `appId` and key,
   * or this one is request-scoped
   */
  onModuleInit(): void {
    this.#requireStaticOptions();
    const { name, callbackPath } = this.registration;
    const others = this.#others();
    if (others.some((other) => other.name === name)) {
      const which = name === undefined ? 'no name' : `the name "${name}"`;
      throw new NewPayConfigurationError(
        'name',
        `is used twice: two registrations have ${which}; import one dynamic module in both places, or give the second merchant another name`,
      );
    }
    if (
      callbackPath !== undefined &&
      others.some((other) => isSameRoute(other.callbackPath, callbackPath))
    ) {
      throw new NewPayConfigurationError(
        'callback.path',
        `is used twice: two registrations have the route "${callbackPath}"; the route decides which merchant a callback is for`,
      );
    }
    this.#requireOwnCallbacks();
  }

  /** A callback names no merchant (protocol 10.23): only `appId` and signature identify the registration. */
  #requireOwnCallbacks(): void {
    const registered = this.#registered();
    const own = registered.find(({ registration }) => this.#isOwn(registration))?.options;
    const rival = registered.find(
      ({ registration, options }) =>
        !this.#isOwn(registration) &&
        own &&
        options?.appId === own.appId &&
        options.verifier.hasKeyOf(own.verifier),
    );
    if (rival) {
      const which = [this.registration, rival.registration].map(({ name }) => titleOf(name)).sort();
      throw new NewPayConfigurationError(
        'appId',
        `is used twice: ${which.join(' and ')} have the same "appId" and "platformPublicKey", so each would accept the callbacks of the other; use a separate "appId" for each merchant, or keep one registration`,
      );
    }
  }

  /** Nest would create a new registration for each request, its store included. */
  #requireStaticOptions(): void {
    const options = this.#modules()
      .find(({ providers }) => this.#isOwn(providers.get(NEWPAY_REGISTRATION)?.instance))
      ?.providers.get(NEWPAY_OPTIONS);
    if (options?.isDependencyTreeStatic() === false) {
      throw new NewPayConfigurationError(
        '*',
        'depend on a request-scoped provider: use singleton providers in "inject" and "useExisting"',
      );
    }
  }

  #isOwn(registration: unknown): boolean {
    return registration === this.registration;
  }

  #modules() {
    return [...this.modules.values()];
  }

  #others(): NewPayRegistration[] {
    return this.#registered()
      .map(({ registration }) => registration)
      .filter((registration) => !this.#isOwn(registration));
  }

  /**
   * Every registration of the app with its options. Not injected: request-scoped options would make this
   * check request-scoped too, and it would never run.
   */
  #registered(): {
    readonly registration: NewPayRegistration;
    readonly options: RegistrationOptions | undefined;
  }[] {
    return this.#modules().flatMap(({ providers }) => {
      const registration: unknown = providers.get(NEWPAY_REGISTRATION)?.instance;
      const options: unknown = providers.get(NEWPAY_OPTIONS)?.instance;
      return registration
        ? [
            {
              registration: registration as NewPayRegistration,
              options: options as RegistrationOptions | undefined,
            },
          ]
        : [];
    });
  }
}

function titleOf(name: string | undefined): string {
  return name === undefined ? 'the unnamed registration' : `the registration "${name}"`;
}

/** Express ignores the case of paths, Fastify does not: two paths that are equal for one of them are equal. */
function isSameRoute(left: string | undefined, right: string): boolean {
  return left?.toLowerCase() === right.toLowerCase();
}
