import type { ValidationArguments, ValidatorConstraintInterface } from 'class-validator';
import { getMetadataStorage } from './class-validator.js';

/** A rule of a field. */
interface Check {
  readonly constraint: ValidatorConstraintInterface;
  /** Its parameters, such as the values that are allowed. */
  readonly constraints: ValidationArguments['constraints'];
}

type Condition = (object: object, value: unknown) => boolean;

/** The rules of one field. */
interface FieldRules {
  readonly field: string;
  /** The rules hold if all of these do. */
  readonly conditions: Condition[];
  readonly checks: Check[];
}

/** The rules of a class; `undefined` where only `class-validator` itself can check them. */
type ClassRules = readonly FieldRules[] | undefined;

const rulesByClass = new WeakMap<object, { readonly rules: ClassRules }>();

/**
 * Whether an instance of a DTO class keeps all rules that `class-validator` has for it, also those that the
 * host added. `class-validator` would allocate ten kilobytes to say yes. The rules are read at the first
 * instance of the class.
 *
 * @returns `false` when it is not certain
 */
export function keepsRules(instance: object): boolean {
  const rules = rulesOf(instance.constructor);
  return rules !== undefined && rules.every((each) => isKept(each, instance));
}

function isKept({ field, conditions, checks }: FieldRules, object: object): boolean {
  const value: unknown = Reflect.get(object, field);
  for (const holds of conditions) {
    if (!holds(object, value)) {
      return true;
    }
  }
  for (const { constraint, constraints } of checks) {
    const { name: targetName } = object.constructor;
    const details: ValidationArguments = {
      targetName,
      property: field,
      object,
      value,
      constraints,
    };
    if (!constraint.validate(value, details)) {
      return false;
    }
  }
  return true;
}

function rulesOf(Dto: Function): ClassRules {
  let known = rulesByClass.get(Dto);
  if (known === undefined) {
    known = { rules: readRules(Dto) };
    rulesByClass.set(Dto, known);
  }
  return known.rules;
}

function readRules(Dto: Function): ClassRules {
  const storage = getMetadataStorage();
  const byField = new Map<string, FieldRules>();
  for (const rule of storage.getTargetValidationMetadatas(Dto, '', false, false)) {
    const { type, propertyName: field, constraints, constraintCls, each, validateIf } = rule;
    const known = byField.get(field) ?? { field, conditions: [], checks: [] };
    byField.set(field, known);
    if (type === 'conditionalValidation') {
      known.conditions.push(constraints[0] as Condition);
      continue;
    }
    const found = storage.getTargetValidatorConstraints(constraintCls);
    // `validateSync` has rules of its own for these.
    if (type !== 'customValidation' || each || validateIf || found.some(({ async }) => async)) {
      return undefined;
    }
    known.checks.push(...found.map(({ instance }) => ({ constraint: instance, constraints })));
  }
  return byField.size === 0 ? undefined : [...byField.values()];
}
