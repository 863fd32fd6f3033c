import { withoutPassword } from '../without-password.js';
import { UnusableChoiceError, type Way } from '../need.interface.js';

/** The server or program that the developer has named. If it does not work, no other one takes its place. */
export function namedByVariable(variable: string, works: (value: string) => Promise<boolean>): Way {
  return async () => {
    const value = process.env[variable];
    if (value === undefined || value === '') {
      return undefined;
    }
    if (!(await works(value))) {
      throw new UnusableChoiceError(
        `${variable} is ${withoutPassword(value)}, which does not answer`,
      );
    }
    return { value };
  };
}
