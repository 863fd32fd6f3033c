import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import { CreateOrderDto, NewPayChannel, PayMethod } from '../../lib/index.js';
import type { OpenApiProperty } from '../../lib/host/swagger.js';
import { DTO_CLASSES } from '../support/dto-classes.js';

type DtoClass = (typeof DTO_CLASSES)[number];

const propertiesOf = (Dto: DtoClass): [string, OpenApiProperty][] =>
  Object.entries(Dto['_OPENAPI_METADATA_FACTORY']());

/** The input that somebody copies from the OpenAPI document. */
function exampleOf(Dto: DtoClass): object {
  const fields = propertiesOf(Dto).map(([name, { example, default: initial }]) => [
    name,
    example ?? initial,
  ]);
  return Object.assign(new Dto(), Object.fromEntries(fields));
}

const brokenFieldsOf = (input: object): string[] =>
  validateSync(input).map(({ property }) => property);

/** As Swagger lists them: an enum of numbers also has its names as values. */
function valuesOf(choices: object): unknown[] {
  const values: unknown[] = Object.values(choices);
  const numbers = values.filter((value) => typeof value === 'number');
  return numbers.length > 0 ? numbers : values;
}

describe.each(DTO_CLASSES)('The OpenAPI properties of $name', (Dto) => {
  it('are those of the class.', () => {
    const names = propertiesOf(Dto).map(([name]) => name);
    expect(names.toSorted()).toEqual(Object.keys(new Dto()).toSorted());
  });

  it('have examples that are a correct input together.', () => {
    expect(brokenFieldsOf(exampleOf(Dto))).toEqual([]);
  });

  it('say which fields are required.', () => {
    for (const [name, { required }] of propertiesOf(Dto)) {
      const input = Object.assign(exampleOf(Dto), { [name]: undefined });
      expect([name, required]).toEqual([name, brokenFieldsOf(input).length > 0]);
    }
  });

  it('say what kind of value each field has.', () => {
    for (const [name, { type, enum: choices, example = {} }] of propertiesOf(Dto)) {
      if (choices) {
        const inputs = valuesOf(choices).map((value) =>
          Object.assign(exampleOf(Dto), { [name]: value }),
        );
        expect(inputs.length).toBeGreaterThan(1);
        expect(inputs.flatMap(brokenFieldsOf)).not.toContain(name);
      } else {
        expect([name, type?.()]).toEqual([name, example.constructor]);
        expect(example).not.toBe('');
      }
    }
  });

  it('have descriptions that are sentences.', () => {
    for (const [name, { description = 'None.' }] of propertiesOf(Dto)) {
      expect([name, description]).toEqual([name, expect.stringMatching(/^[A-Z].*\.$/)]);
    }
  });
});

describe('The OpenAPI properties', () => {
  it('give each enum one name, and each name to one enum.', () => {
    const named = DTO_CLASSES.flatMap(propertiesOf).flatMap(
      ([, { enum: choices, enumName = 'none' }]) =>
        choices ? [[enumName, valuesOf(choices)] as const] : [],
    );
    for (const [name, values] of named) {
      expect([name, values]).toEqual([name, Object.fromEntries(named)[name]]);
    }
    expect(Object.fromEntries(named)).toEqual({
      PayMethod: [1, 3, 4, 5, 6],
      Currency: ['LAK', 'USD'],
      NewPayCurrency: ['LAK', 'USD', 'CNY'],
      NewPayChannel: Object.values(NewPayChannel),
      none: ['website', 'mobile'],
    });
  });

  it('have an example of an order that is correct for Alipay, too.', () => {
    const order = Object.assign(exampleOf(CreateOrderDto), { payMethod: PayMethod.Alipay });
    expect(brokenFieldsOf(order)).toEqual([]);
  });
});
