import { expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { NewPayService, type CreateOrderDto } from 'nestjs-newpay';
import { OrdersService } from './orders.service';

it('A unit test gives the service another NewPayService.', async () => {
  const created: CreateOrderDto[] = [];
  const newPay = { createOrder: (order: CreateOrderDto) => created.push(order) };
  const testing = await Test.createTestingModule({
    providers: [OrdersService, { provide: NewPayService, useValue: newPay }],
  }).compile();

  await testing.get(OrdersService).buy('JEST-1');

  expect(created).toMatchObject([{ orderNo: 'JEST-1', orderAmt: '50000' }]);
});
