/**
 * Runs the pages of docs/recipes in an app of their own, with the real libraries and the packed package.
 *
 * A page's files are its code blocks that begin with a name: `// src/orders.repository.ts`. They are
 * written into `dist/src/<page>/`, over the files of the page that the test names with `// app of:`,
 * and compiled together with `<page>.test.ts`. See CONTRIBUTING.md for how to add a recipe.
 *
 * `npm run test:recipes -- kysely prisma` runs these pages alone; `--installed` leaves out the
 * installation; `--report=<file>` writes the counts there too, as JSON.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import { writePage } from './pages.mjs';

const here = import.meta.dirname;
const root = path.resolve(here, '../..');
const sources = path.join(here, 'dist/src');
const npmFlags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { report: { type: 'string' }, installed: { type: 'boolean' } },
});
const tests = readdirSync(here)
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => file.slice(0, -'.test.ts'.length))
  .filter((page) => positionals.length === 0 || positionals.includes(page));
// Until there are results: what could not be run at all has failed.
let counts = { passed: 0, failed: 1 };
try {
  if (!values.installed) {
    install();
  }
  compile();
  counts = await test();
} catch (error) {
  // What a command had to say it has said; left is which one it was.
  process.stderr.write(`${error.message}\n`);
} finally {
  const { passed, failed } = counts;
  process.stdout.write(`\nrecipes: ${passed} passed, ${failed} failed\n`);
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
  const temporary = mkdtempSync(path.join(tmpdir(), 'recipes-'));
  try {
    execute('npm', ['pack', '--loglevel=warn', '--pack-destination', temporary], root);
    // Errors alone: some of the libraries ask for a newer Node than this package does.
    execute('npm', ['ci', '--loglevel=error', ...npmFlags], here);
    const [tarball] = readdirSync(temporary);
    execute(
      'npm',
      ['install', '--no-save', '--loglevel=error', ...npmFlags, path.join(temporary, tarball)],
      here,
    );
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

function compile() {
  rmSync(path.join(here, 'dist'), { recursive: true, force: true });
  cpSync(path.join(here, 'support'), path.join(sources, 'support'), { recursive: true });
  for (const page of tests) {
    const folder = path.join(sources, page);
    writePage(page, folder);
    if (existsSync(path.join(folder, 'prisma/schema.prisma'))) {
      generatePrismaClient(folder);
    }
  }
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  execute(process.execPath, [tsc, '-p', here], root);
}

/** The client of Prisma is code that its own tool writes. */
function generatePrismaClient(folder) {
  execFileSync(
    process.execPath,
    [path.join(here, 'node_modules/prisma/build/index.js'), 'generate', '--no-hints'],
    {
      cwd: folder,
      // What it has to say is in the error if it fails.
      stdio: 'pipe',
      // Not used to generate a client, but downloaded if it is not there: any file will do.
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, DATABASE_URL: '' },
    },
  );
}

/** Each page in a process of its own, two at a time. */
async function test() {
  const results = { passed: 0, failed: 0 };
  const files = tests.map((page) => path.join(here, 'dist/build', page, 'page.test.js'));
  const events = run({ files, concurrency: 2, timeout: 120_000 });
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

function execute(command, args, cwd) {
  execFileSync(command, args, { cwd, stdio: 'inherit' });
}
