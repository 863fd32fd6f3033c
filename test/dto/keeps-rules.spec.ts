import { describe, expect, it } from '@jest/globals';
import { Allow, IsDefined, MaxLength, registerDecorator, validateSync } from 'class-validator';
import fc from 'fast-check';
import { keepsRules } from '../../lib/dto/keeps-rules.js';
import { CreateOrderDto, PayMethod } from '../../lib/index.js';
import { DTO_CLASSES } from '../support/dto-classes.js';
import { ORDER, REFUND } from '../support/requests.js';

const FIELDS =
  'payMethod currency orderAmt orderNo subject extra terminal channel callBackUrl successPageUrl ' +
  'failurePageUrl cancelPageUrl refundOrderAmt refundOrderNo refundDesc newpayOrderNo attach orderDesc';

const VALUES = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    '',
    'A1',
    '50000',
    '12.50',
    'LAK',
    'USD',
    'mobile',
    'IOS',
  ),
  fc.constantFrom<unknown>(
    PayMethod.NewPay,
    PayMethod.Alipay,
    'https://shop.example/a',
    'x&orderNo=B',
  ),
  fc.string(),
  fc.integer(),
);

const CHANGES = fc.dictionary(fc.constantFrom(...FIELDS.split(' ')), VALUES, { maxKeys: 3 });

describe('keepsRules', () => {
  it.each(DTO_CLASSES)('says of any $name what class-validator says.', (Dto) => {
    fc.assert(
      fc.property(CHANGES, fc.constantFrom({}, ORDER, REFUND), (changes, correct) => {
        const input = Object.assign(new Dto(), correct, changes);
        expect(keepsRules(input)).toBe(validateSync(input).length === 0);
      }),
    );
  });

  it('is true of a correct order.', () => {
    expect(keepsRules(Object.assign(new CreateOrderDto(), ORDER))).toBe(true);
  });

  it('reads the rules that the host has added, with their parameters.', () => {
    class Short extends CreateOrderDto {}
    MaxLength(3)(Short.prototype, 'orderNo');
    const order = (orderNo: string) => Object.assign(new Short(), ORDER, { orderNo });
    expect([keepsRules(order('A10')), keepsRules(order('A100'))]).toEqual([true, false]);
  });

  it('asks the rules of all groups, as class-validator does without a group.', () => {
    class Grouped extends CreateOrderDto {}
    MaxLength(3, { groups: ['export'] })(Grouped.prototype, 'orderNo');
    const order = (orderNo: string) => Object.assign(new Grouped(), ORDER, { orderNo });
    expect([keepsRules(order('A10')), keepsRules(order('A100'))]).toEqual([true, false]);
  });

  it('is not certain of a class without rules, nor of rules that class-validator runs in a way of its own.', () => {
    const noRule = (): void => undefined;
    const onlyIf = MaxLength(3, { validateIf: () => false });
    const ofEach = MaxLength(3, { each: true });
    const later = (target: object, propertyName: PropertyKey): void =>
      registerDecorator({
        target: target.constructor,
        propertyName: String(propertyName),
        async: true,
        validator: { validate: () => Promise.resolve(false) },
      });
    const kept = [noRule, onlyIf, ofEach, later, Allow(), IsDefined()].map((decorate) => {
      class Own {
        code = 'A10';
      }
      decorate(Own.prototype, 'code');
      return keepsRules(new Own());
    });
    expect(kept).toEqual([false, false, false, false, false, false]);
  });
});
