import { NESTED_FORMS, type NewPayNestedForm } from '../../protocol/v2/nested-form.js';
import type { NewPaySandboxV2Options } from '../newpay-sandbox-options.interface.js';

const CALLBACKS = ['enveloped', 'flat'] as const;

/** How the sandbox speaks API v2, where NewPay's pages leave it open. */
export interface V2Settings {
  readonly nested: NewPayNestedForm;
  readonly callbacks: (typeof CALLBACKS)[number];
}

/**
 * Applies the defaults of the option `v2`.
 *
 * @throws {RangeError} a value is unknown
 */
export function resolveV2Settings({
  nested = 'wire',
  callbacks = 'enveloped',
}: NewPaySandboxV2Options = {}): V2Settings {
  if (!NESTED_FORMS.includes(nested)) {
    throw new RangeError(`v2.nested must be one of ${NESTED_FORMS.join(', ')}, not ${nested}`);
  }
  if (!CALLBACKS.includes(callbacks)) {
    throw new RangeError(`v2.callbacks must be one of ${CALLBACKS.join(', ')}, not ${callbacks}`);
  }
  return { nested, callbacks };
}
