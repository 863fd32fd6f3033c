/**
 * Runs the grid on Nest 11 and the packed package, and on the same a CommonJS app and the tests of one.
 *
 * In this folder, with a lockfile of its own: Nest 11 and 12 cannot both be a dependency of one. What
 * the tests need is copied here before it is compiled, as Node and the compiler search for packages
 * from where a file lies.
 *
 * `--report=<file>` writes the counts there too, as JSON.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { parseArgs } from 'node:util';

const here = import.meta.dirname;
const root = path.resolve(here, '../..');
const sources = path.join(here, 'dist/src');
const npmFlags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];

const { values } = parseArgs({ options: { report: { type: 'string' } } });
// Until there are results: what could not be run at all has failed.
let counts = { passed: 0, failed: 1 };
try {
  install();
  compile();
  counts = await test([
    path.join(here, 'dist/build/nest-11/grid.test.js'),
    path.join(here, 'commonjs/commonjs.test.mjs'),
    path.join(here, 'jest/jest.test.mjs'),
  ]);
} catch (error) {
  // What a command had to say it has said; left is which one it was.
  process.stderr.write(`${error.message}\n`);
} finally {
  const { passed, failed } = counts;
  process.stdout.write(`\nNest 11: ${passed} passed, ${failed} failed\n`);
  if (values.report) {
    writeFileSync(
      values.report,
      JSON.stringify({ numPassedTests: passed, numFailedTests: failed }),
    );
  }
  process.exitCode = failed === 0 ? 0 : 1;
}

/** Packs as publishing does, with the build before it. */
function install() {
  const temporary = mkdtempSync(path.join(tmpdir(), 'nest-11-'));
  try {
    execute('npm', ['pack', '--loglevel=warn', '--pack-destination', temporary], root);
    execute('npm', ['ci', ...npmFlags], here);
    // By npm, which refuses when the peers that the package asks for are not those of Nest 11.
    execute('npm', ['install', '--no-save', ...npmFlags, tarballIn(temporary)], here);
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

function compile() {
  rmSync(path.join(here, 'dist'), { recursive: true, force: true });
  for (const folder of ['grid', 'support']) {
    cpSync(path.join(here, '..', folder), path.join(sources, folder), {
      recursive: true,
      // Jest would find them here too.
      filter: (file) => !file.endsWith('.spec.ts'),
    });
  }
  cpSync(path.join(here, 'grid.test.ts'), path.join(sources, 'nest-11/grid.test.ts'));
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  execute(process.execPath, [tsc, '-p', here], root);
}

/** Each file in a process of its own, one after the other. */
async function test(files) {
  const results = { passed: 0, failed: 0 };
  const events = run({ files, concurrency: 1, timeout: 180_000 });
  events.on('test:pass', (event) => (results.passed += Number(isTest(event))));
  events.on('test:fail', (event) => (results.failed += Number(isTest(event))));
  for await (const line of events.compose(new spec())) {
    process.stdout.write(line);
  }
  return results;
}

/** A suite fails with its tests, which are counted; by itself when it could not be set up. */
function isTest({ details }) {
  return details.type !== 'suite' || details.error?.failureType === 'hookFailed';
}

function tarballIn(folder) {
  const [tarball] = readdirSync(folder);
  return path.join(folder, tarball);
}

function execute(command, args, cwd) {
  execFileSync(command, args, { cwd, stdio: 'inherit' });
}
