import type { Need } from '../need.interface.js';
import { installedProgram, isExecutable } from '../ways/installed-program.js';
import { namedByVariable } from '../ways/named-by-variable.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export const chromium: Need = {
  title: 'Chromium',
  variable: 'CHROMIUM_PATH',
  ways: [
    namedByVariable('CHROMIUM_PATH', isExecutable),
    async () => {
      const value = await installedProgram(NAMES);
      return value === undefined ? undefined : { value };
    },
  ],
  remedy: 'install chromium, or set CHROMIUM_PATH to its path',
  undeclared: 'add-needs-chromium-to-this-test-file',
};
