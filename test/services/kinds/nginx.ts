import type { Need } from '../need.interface.js';
import { debianPackage } from '../ways/debian-package.js';
import { installedProgram, isExecutable } from '../ways/installed-program.js';
import { namedByVariable } from '../ways/named-by-variable.js';

const programOf = (find: () => Promise<string | undefined>) => async () => {
  const value = await find();
  return value === undefined ? undefined : { value };
};

/** The program, for a test that starts one of its own. */
export const nginx: Need = {
  title: 'nginx',
  variable: 'NGINX_PATH',
  ways: [
    namedByVariable('NGINX_PATH', isExecutable),
    programOf(() => installedProgram(['nginx'], ['/usr/sbin'])),
    programOf(() => debianPackage('nginx', 'usr/sbin/nginx')),
  ],
  remedy: 'install nginx, or set NGINX_PATH to its path',
  undeclared: 'add-needs-nginx-to-this-test-file',
};
