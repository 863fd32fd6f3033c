import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { NewPayConfigurationError } from '../errors/index.js';
import { NEWPAY_OPTIONS, NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import type { RegistrationOptions } from '../options/resolved-options.interface.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';

/**
 * Refuses registrations that could not be told apart, two of one name, of one callback route, or of one
 * `appId` whose callbacks are signed with one key, and one that would not last longer than a request.
 */
@Injectable()
export class RegistrationCheck implements OnModuleInit {
  constructor(
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
  ) {}

  /**
   * @throws {NewPayConfigurationError} another one has the name, the route, or `appId` and key, or it is
   * request-scoped
   */
  onModuleInit(): void {
    this.#requireStaticOptions();
    const { name, callbackPath } = this.registration;
    const others = this.#others();
    if (others.some((other) => other.name === name)) {
      const which = name === undefined ? 'no name' : `the name "${name}"`;
      throw new NewPayConfigurationError(
        'name',
        `stands twice: two registrations have ${which}; import one dynamic module in both places, or give the second merchant a name of its own`,
      );
    }
    if (
      callbackPath !== undefined &&
      others.some((other) => isSameRoute(other.callbackPath, callbackPath))
    ) {
      throw new NewPayConfigurationError(
        'callback.path',
        `stands twice: two registrations have the route "${callbackPath}"; which merchant a callback is for is decided by its route`,
      );
    }
    this.#requireOwnCallbacks();
  }

  /** A callback names no merchant (protocol 10.23): `appId` and signature are all that tells whose it is. */
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
        `stands twice: ${which.join(' and ')} have one "appId" and one "platformPublicKey", so that each would take the callbacks of the other; give each merchant an "appId" of its own from NewPay, or keep to one registration`,
      );
    }
  }

  /** Nest would make all of the registration anew for each request, its store included. */
  #requireStaticOptions(): void {
    const options = this.#modules()
      .find(({ providers }) => this.#isOwn(providers.get(NEWPAY_REGISTRATION)?.instance))
      ?.providers.get(NEWPAY_OPTIONS);
    if (options?.isDependencyTreeStatic() === false) {
      throw new NewPayConfigurationError(
        '*',
        'depend on a request-scoped provider: what "inject" and "useExisting" name must be a singleton',
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
   * Every registration of the app with its options. Not injected: options that depend on a request would
   * make this check one of each request, too, and it would never run.
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

/** Express compares paths without their case, Fastify with it: what one of them takes for one is one. */
function isSameRoute(left: string | undefined, right: string): boolean {
  return left?.toLowerCase() === right.toLowerCase();
}
