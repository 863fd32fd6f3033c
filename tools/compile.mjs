/**
 * Compiles the package into another folder, with a file for each source: for what looks at the files that code
 * is in, which the build puts together, and for what tests the build itself. Within `node_modules`, the copy finds
 * the packages that it needs.
 *
 * node tools/compile.mjs <folder>
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, rmSync } from 'node:fs';
import path from 'node:path';

const [folder] = process.argv.slice(2);
const root = path.resolve(import.meta.dirname, '..');
const dist = path.resolve(folder, 'dist');

rmSync(dist, { recursive: true, force: true });
// As nest-cli.json says, by which `npm run build` copies them.
cpSync(path.join(root, 'lib/schematics'), path.join(dist, 'schematics'), {
  recursive: true,
  filter: (file) => !file.endsWith('.ts'),
});
copyFileSync(path.join(root, 'package.json'), path.join(folder, 'package.json'));
const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
const project = ['-p', path.join(root, 'tsconfig.build.json')];
const options = ['--noCheck', '--declaration', 'false', '--outDir', dist];
execFileSync(process.execPath, [compiler, ...project, ...options], { stdio: 'inherit' });
