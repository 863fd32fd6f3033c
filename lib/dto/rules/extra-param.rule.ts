import type { ValidationOptions } from 'class-validator';
import { problemOfUnicode } from '../../protocol/well-formed-unicode.js';
import { Rule } from './rule.decorator.js';

/** A flat object of texts, which is signed together with the order. */
export function IsExtraParam(options?: ValidationOptions): PropertyDecorator {
  return Rule('isExtraParam', problemOfExtraParam, options);
}

/** The problem of an `extraParam`, as a phrase that follows its name. */
export function problemOfExtraParam(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'must be an object, such as { wxCode: "…" }';
  }
  const entries: [string, unknown][] = Object.entries(value);
  if (entries.length === 0) {
    return 'must not be an empty object: leave it out';
  }
  const misnamed = entries.find(([name]) => !/^\w{1,64}$/.test(name) || name === '__proto__');
  if (misnamed) {
    return `must have names of 1 to 64 letters, digits or "_", such as { wxCode: "…" }: look at "${misnamed[0]}"`;
  }
  const broken = entries.find(
    ([, text]) => typeof text !== 'string' || problemOfUnicode(text) !== undefined,
  );
  return (
    broken && `must have text under each name, such as { wxCode: "…" }: look at "${broken[0]}"`
  );
}
