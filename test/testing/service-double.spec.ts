import { expect, it } from '@jest/globals';
import { Inject, Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Currency, getNewPayToken, NewPayService, PayMethod } from '../../lib/index.js';
import { newPayServiceDouble } from '../../lib/testing/index.js';

const ORDER = {
  payUrl: 'https://pay.example/A1',
  orderNo: 'A1',
  newpayOrderNo: 'N1',
  tranNo: undefined,
  tranAbbr: undefined,
  orderAmt: '50000',
  appId: 'app',
};

@Injectable()
class Shop {
  constructor(
    private readonly newPay: NewPayService,
    @Inject(getNewPayToken('books')) private readonly books: NewPayService,
  ) {}

  async buy(): Promise<string> {
    const { payUrl } = await this.newPay.createOrder({
      orderNo: 'A1',
      orderAmt: '50000',
      currency: Currency.LAK,
      payMethod: PayMethod.NewPay,
    });
    return payUrl;
  }

  async look(): Promise<unknown> {
    return this.books.queryOrder('A1');
  }
}

it('A service double is the value of a Nest provider, for the unnamed and a named registration', async () => {
  const testing = await Test.createTestingModule({
    providers: [
      Shop,
      {
        provide: NewPayService,
        useValue: newPayServiceDouble({ createOrder: async () => ORDER }),
      },
      { provide: getNewPayToken('books'), useValue: newPayServiceDouble({}) },
    ],
  }).compile();
  await testing.init();
  const shop = testing.get(Shop);

  expect(await shop.buy()).toBe('https://pay.example/A1');
  await expect(shop.look()).rejects.toThrow(
    'NewPayService.queryOrder was called, but this double does not have it: add it to newPayServiceDouble({ queryOrder }).',
  );
  await testing.close();
});

it('A service double refuses every method of NewPayService that it was not given', () => {
  const double = newPayServiceDouble({ createOrder: async () => ORDER });
  const methods = Object.getOwnPropertyNames(NewPayService.prototype).filter(
    (name) => name !== 'constructor' && name !== 'createOrder',
  );

  expect(double).toBeInstanceOf(NewPayService);
  expect(methods.length).toBeGreaterThan(5);
  for (const name of methods) {
    expect(() => Reflect.get(double, name).call(double)).toThrow(
      `NewPayService.${name} was called`,
    );
  }
});
