import { validateSync, type ValidationError } from 'class-validator';
import { NewPayValidationError, type NewPayFieldViolation } from '../errors/index.js';

/**
 * Every rule of a DTO class that an input breaks, whether it is an instance of the class or a plain
 * object of its shape. A field that the class does not know is a violation too: a misspelt option of
 * an order must not vanish.
 *
 * @throws {NewPayValidationError} the input is no object at all
 */
export function violationsOf<T extends object>(
  Dto: new () => T,
  subject: string,
  input: T,
): NewPayFieldViolation[] {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    const messages = [`give an object of ${Dto.name}'s fields`];
    throw new NewPayValidationError(subject, [{ field: subject, messages }]);
  }
  const dto = Object.assign(new Dto(), input);
  return validateSync(dto, { whitelist: true, forbidNonWhitelisted: true }).map(violationOf);
}

function violationOf({ property, constraints }: ValidationError): NewPayFieldViolation {
  const messages = Object.entries(constraints ?? {}).map(([rule, message]) =>
    rule === 'whitelistValidation' ? `${property} is not a field of it: is it misspelt?` : message,
  );
  return { field: property, messages };
}
