import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { NewPayConfigurationError } from '../errors/index.js';
import { NEWPAY_OPTIONS, NEWPAY_REGISTRATION } from '../newpay.constants.js';
import type { NewPayRegistration } from './registration.interface.js';

/**
 * Refuses registrations that could not be told apart, two of one name or of one callback route, and
 * one that would not last longer than a request.
 */
@Injectable()
export class RegistrationCheck implements OnModuleInit {
  constructor(
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
  ) {}

  /** @throws {NewPayConfigurationError} another one has the name or the route, or it is request-scoped */
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
    if (callbackPath !== undefined && others.some((other) => other.callbackPath === callbackPath)) {
      throw new NewPayConfigurationError(
        'callback.path',
        `stands twice: two registrations have the route "${callbackPath}"; which merchant a callback is for is decided by its route`,
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
    return this.#modules().flatMap((module) => {
      const provider = module.providers.get(NEWPAY_REGISTRATION);
      const registration = provider?.instance as NewPayRegistration | undefined;
      return registration && !this.#isOwn(registration) ? [registration] : [];
    });
  }
}
