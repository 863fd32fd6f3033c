import { expect, it, jest } from '@jest/globals';
import {
  isNewPayError,
  NewPayConfigurationError,
  NewPayDeliveryError,
  NewPayError,
  NewPayGatewayError,
  NewPayReconcileError,
  NewPaySignatureError,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  NewPayValidationError,
  type AnyNewPayError,
  type NewPayErrorCode,
} from '../../lib/index.js';

const summary = { paid: ['A1'], failed: [], processing: [], unresolved: [], notReached: [] };
const makeErrors = (): readonly AnyNewPayError[] => [
  new NewPayConfigurationError('privateKey', 'is missing'),
  new NewPayDeliveryError('A1', new Error('closed')),
  new NewPayGatewayError('E42', 'closed'),
  new NewPayReconcileError(summary, new Error('closed')),
  new NewPaySignatureError('It is not signed.'),
  new NewPayTransportError('No connection was opened.'),
  new NewPayUnknownOutcomeError({ orderNo: 'A1' }, 'No answer came.'),
  new NewPayValidationError('order', [{ field: 'orderNo', messages: ['it is missing'] }]),
];
const ERRORS = makeErrors();

/**
 * Compiles only while `code` discriminates the union: each branch reads a field that its class alone
 * has, and a code without a branch would reach the default.
 */
function detailOf(error: AnyNewPayError): string | readonly string[] {
  switch (error.code) {
    case 'ERR_NEWPAY_CONFIGURATION':
      return error.options;
    case 'ERR_NEWPAY_DELIVERY':
      return error.orderNo;
    case 'ERR_NEWPAY_GATEWAY':
      return error.gatewayCode ?? 'none';
    case 'ERR_NEWPAY_RECONCILE':
      return error.summary.paid;
    case 'ERR_NEWPAY_SIGNATURE':
    case 'ERR_NEWPAY_TRANSPORT':
      return error.message;
    case 'ERR_NEWPAY_UNKNOWN_OUTCOME':
      return error.orderNo ?? 'none';
    case 'ERR_NEWPAY_VALIDATION':
      return error.fields.map(({ field }) => field);
    default:
      return error satisfies never;
  }
}

it.each(ERRORS)('isNewPayError recognises the error of code $code', (error) => {
  expect(isNewPayError(error)).toBe(true);
});

it('The name of an error is the same in a build that shortens the names of classes', () => {
  const names = ERRORS.map((error) => error.constructor.name);
  const rename = (to: (index: number) => string): void =>
    ERRORS.forEach((error, index) =>
      Object.defineProperty(error.constructor, 'name', { value: to(index) }),
    );
  rename(() => 'e');
  try {
    expect(makeErrors().map(({ name }) => name)).toEqual(names);
  } finally {
    rename((index) => names[index] ?? '');
  }
  expect(names).toContain('NewPayTransportError');
});

it('A caught error that is narrowed by its code has the fields of its class', () => {
  expect(ERRORS.map((error: unknown) => isNewPayError(error) && detailOf(error))).toEqual([
    ['privateKey'],
    'A1',
    'E42',
    ['A1'],
    'It is not signed.',
    'No connection was opened.',
    'A1',
    ['orderNo'],
  ]);
});

it('AnyNewPayError has a class for every error code', () => {
  const codeOf = (code: NewPayErrorCode): AnyNewPayError['code'] => code;
  expect(new Set(ERRORS.map(({ code }) => codeOf(code))).size).toBe(ERRORS.length);
});

it('isNewPayError recognises an error of another copy of the package, which instanceof does not', async () => {
  jest.resetModules();
  const copy = await import('../../lib/index.js');
  const error: unknown = new copy.NewPayTransportError('No connection was opened.');

  expect(error instanceof NewPayError).toBe(false);
  expect(isNewPayError(error)).toBe(true);
});

it('isNewPayError recognises a copy that kept code and message', () => {
  const [, , gateway] = ERRORS;
  const copied: unknown = structuredClone({ ...gateway, message: gateway?.message });

  expect(isNewPayError(copied) && copied.code === 'ERR_NEWPAY_GATEWAY' && copied.gatewayCode).toBe(
    'E42',
  );
});

it.each([
  ['undefined', undefined],
  ['null', null],
  ['a text', 'ERR_NEWPAY_TRANSPORT'],
  ['an ordinary error', new Error('ERR_NEWPAY_TRANSPORT')],
  ['a code of another package', Object.assign(new Error('x'), { code: 'ECONNRESET' })],
  ['a code of every object', Object.assign(new Error('x'), { code: 'toString' })],
  ['a code that is not a text', Object.assign(new Error('x'), { code: ['ERR_NEWPAY_GATEWAY'] })],
  ['a code without a message', { code: 'ERR_NEWPAY_GATEWAY' }],
  [
    'an object whose getter throws',
    {
      get code() {
        throw new Error('no code');
      },
    },
  ],
])('isNewPayError does not recognise %s', (_what, value) => {
  expect(isNewPayError(value)).toBe(false);
});
