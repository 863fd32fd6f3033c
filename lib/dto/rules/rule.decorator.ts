import type { ValidationArguments, ValidationOptions } from 'class-validator';
import { ValidateBy } from '../class-validator.js';

/** Finds the problem of a field, as a phrase that follows the field's name. */
export type FindProblem = (
  value: unknown,
  order: Readonly<Record<string, unknown>>,
) => string | undefined;

/** A class-validator decorator whose message names the part of the rule that is broken. */
export function Rule(
  name: string,
  findProblem: FindProblem,
  options?: ValidationOptions,
): PropertyDecorator {
  const problemOf = (args: ValidationArguments | undefined): string | undefined =>
    findProblem(args?.value, (args?.object ?? {}) as Record<string, unknown>);
  return ValidateBy(
    {
      name,
      validator: {
        validate: (_value, args) => problemOf(args) === undefined,
        defaultMessage: (args) => `${args?.property} ${problemOf(args)}`,
      },
    },
    options,
  );
}
