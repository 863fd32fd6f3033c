import { describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { NewPayConfigurationError, NewPayModule } from '../../lib/index.js';
import { validOptions } from '../support/host-app.js';
import { untyped } from '../support/untyped.js';

async function refusal(changes: object): Promise<unknown> {
  const options = untyped({ ...validOptions(), ...changes });
  return Test.createTestingModule({ imports: [NewPayModule.forRoot(options)] })
    .compile()
    .then(
      () => undefined,
      (error: unknown) => error,
    );
}

const QUOTE = 'contains a quotation mark: remove it (docker keeps the quotes in an --env-file)';
const AROUND = 'starts or ends with white space: remove it';
const UNSET = (text: string) =>
  `is the text "${text}": the setting that it is read from has no value`;
const UNSEEN = (escape: string) =>
  `contains an invisible character, ${escape}: type the value again`;

describe.each([
  ['appId', 'NEWPAY_APP_ID'],
  ['merchantId', 'NEWPAY_MERCHANT_ID'],
])('The option %s', (option, variable) => {
  it.each<[string, string]>([
    ['"6"', QUOTE],
    ["'6'", QUOTE],
    ['6"', QUOTE],
    ['\u201C6\u201D', QUOTE],
    ['`6`', QUOTE],
    ['" 6 "', QUOTE],
    [' 6', AROUND],
    ['6\n', AROUND],
    ['6\r', AROUND],
    ['\u00A06', AROUND],
    ['6 7', 'contains white space: remove it'],
    ['6\u200B', UNSEEN(String.raw`\u{200b}`)],
    ['\u202E6', UNSEEN(String.raw`\u{202e}`)],
    ['6\u0007', UNSEEN(String.raw`\u{7}`)],
    ['6\u009B', UNSEEN(String.raw`\u{9b}`)],
    ['\uD83C6', UNSEEN(String.raw`\u{d83c}`)],
    ['undefined', UNSET('undefined')],
    ['null', UNSET('null')],
    ['NaN', UNSET('NaN')],
    ['[object Object]', UNSET('[object Object]')],
    ['${APP_ID}', 'is a placeholder that was not replaced'],
    ['<printed by the sandbox>', 'is a placeholder that was not replaced'],
    ['6&merchantId=7', 'contains "&": set the ID alone'],
    ['6'.repeat(129), 'is too long for an ID (129 characters): check that it is not a key'],
  ])('rejects %j at startup, with the remedy', async (value, problem) => {
    const error = await refusal({ [option]: value });

    expect(error).toBeInstanceOf(NewPayConfigurationError);
    expect(error).toMatchObject({ option, options: [option] });
    expect((error as Error).message).toBe(
      `NewPay option "${option}" ${problem} (with newPayConfig: ${variable})`,
    );
  });

  it.each(['6', 'A-1_b.c', '0012345', 'ຮ້ານ', 'x'.repeat(128), 'a=b'])('accepts %j', async (id) => {
    expect(await refusal({ [option]: id })).toBeUndefined();
  });
});

describe('Missing options', () => {
  it('are named together in one error', async () => {
    const error = await refusal({ appId: '', merchantId: null, platformPublicKey: undefined });

    expect(error).toMatchObject({
      option: 'appId',
      options: ['appId', 'merchantId', 'platformPublicKey'],
      message:
        'NewPay options "appId", "merchantId" and "platformPublicKey" are missing: set them in the ' +
        "module's options (with newPayConfig: NEWPAY_APP_ID, NEWPAY_MERCHANT_ID, NEWPAY_PLATFORM_PUBLIC_KEY)",
    });
    expect(Object.isFrozen((error as NewPayConfigurationError).options)).toBe(true);
  });
});
