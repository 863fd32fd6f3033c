import path from 'node:path';
import type { Need } from '../need.interface.js';
import { installedProgram } from '../ways/installed-program.js';
import { namedByVariable } from '../ways/named-by-variable.js';

/** `java` alone is a runtime, which cannot run a source: only a JDK has `javac`. */
const javaOf = (folders?: readonly string[]) => installedProgram(['javac'], folders);

export const jdk: Need = {
  title: 'a JDK',
  variable: 'JAVA_HOME',
  ways: [
    namedByVariable(
      'JAVA_HOME',
      async (home) => (await javaOf([path.join(home, 'bin')])) !== undefined,
    ),
    async () => {
      const compiler = await javaOf();
      return compiler === undefined ? undefined : { value: path.resolve(compiler, '../..') };
    },
  ],
  remedy: 'install a JDK, 17 or newer, or set JAVA_HOME to its folder',
  undeclared: 'add-needs-jdk-to-this-test-file',
};
