import type { NewPayApi } from '../events/newpay-event.js';
import { NESTED_FORMS, type NewPayNestedForm } from '../protocol/v2/nested-form.js';
import { UsageError } from './command.interface.js';

/** The options that say which API is spoken, and in which form. */
export const API_OPTIONS = {
  api: { type: 'string', default: 'v1' },
  nested: { type: 'string' },
} as const;

/** @throws {UsageError} it is no version of the API */
export function requireApi(api: string): NewPayApi {
  if (api !== 'v1' && api !== 'v2') {
    throw new UsageError(`--api must be v1 or v2, not "${api}"`);
  }
  return api;
}

/** @throws {UsageError} it is none of the forms in which objects are signed */
export function requireForm(nested: string | undefined): NewPayNestedForm | undefined {
  const form = NESTED_FORMS.find((each) => each === nested);
  if (nested !== undefined && form === undefined) {
    throw new UsageError(`--nested must be one of ${NESTED_FORMS.join(', ')}, not "${nested}"`);
  }
  return form;
}
