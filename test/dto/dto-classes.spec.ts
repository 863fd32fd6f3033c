import { describe, expect, it } from '@jest/globals';
import { ValidationPipe } from '@nestjs/common';
import { getMetadataStorage, MaxLength, validate } from 'class-validator';
import { CreateOrderDto } from '../../lib/index.js';
import { DTO_CLASSES } from '../support/dto-classes.js';

class ShortOrder extends CreateOrderDto {
  @MaxLength(3)
  declare orderNo: string;
}

describe('The DTOs, for the class-validator of the host', () => {
  it.each(DTO_CLASSES)('$name has its rules in the storage of class-validator.', async (Dto) => {
    const rules = getMetadataStorage().getTargetValidationMetadatas(Dto, '', true, false);
    expect(rules.length).toBeGreaterThan(3);
    expect(await validate(new Dto())).not.toEqual([]);
  });

  it('ValidationPipe refuses a wrong field by the rules of the DTO.', async () => {
    const pipe = new ValidationPipe({ transform: true, whitelist: true });
    const order = { orderNo: 'a b', orderAmt: '1', payMethod: '1' };

    const refused = pipe.transform(order, { type: 'body', metatype: CreateOrderDto });

    await expect(refused).rejects.toMatchObject({
      response: { message: expect.arrayContaining([expect.stringContaining('orderNo')]) },
    });
  });

  it('A class of the host can add rules to those that it inherits.', async () => {
    const order = Object.assign(new ShortOrder(), { orderNo: 'A1001', orderAmt: 'x' });

    const broken = (await validate(order)).map(({ property }) => property);

    expect(broken).toEqual(expect.arrayContaining(['orderNo', 'orderAmt']));
  });
});
