/**
 * Apps as the generators of the Nest CLI 11 and 12 make them, with npm and pnpm: `nest add nestjs-newpay` from
 * the packed package, then the app is built by each of its builders, takes a payment in Chromium, and runs its
 * tests and those of docs/testing.md. Nothing is edited by hand.
 *
 * `npm run test:apps [-- <part of a name>...] [--report=<file>]`
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { App } from './app.mjs';
import { startRegistry } from './registry.mjs';
import { scenarios } from './scenarios.mjs';

const root = path.resolve(import.meta.dirname, '../..');
// Of pnpm, the last one that runs on every Node that the package runs on.
const TOOLS = ['@nestjs/cli@11', 'pnpm@10'];

const { values, positionals } = parseArgs({
  options: { report: { type: 'string' } },
  allowPositionals: true,
});
const temporary = mkdtempSync(path.join(tmpdir(), 'generated-apps-'));
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const counts = { passed: 0, failed: 0 };
const registry = await startRegistry(pack(), manifest, upstream());
const environment = {
  ...process.env,
  PATH: `${path.join(temporary, 'tools/node_modules/.bin')}:${process.env.PATH}`,
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_prefer_offline: 'true',
  CI: 'true',
  NO_COLOR: '1',
};
try {
  installTools();
  const chosen = scenarios.filter(
    ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
  );
  // Two at a time: most of it is waiting for the disk and the registry.
  const lanes = [chosen.filter((_, i) => i % 2 === 0), chosen.filter((_, i) => i % 2 === 1)];
  await Promise.all(
    lanes.map(async (lane) => {
      for (const scenario of lane) {
        await runScenario(scenario);
      }
    }),
  );
} finally {
  registry.stop();
  rmSync(temporary, { recursive: true, force: true });
  const { passed, failed } = counts;
  process.stdout.write(`\nGenerated apps: ${passed} passed, ${failed} failed\n`);
  if (values.report) {
    const report = { numPassedTests: passed, numFailedTests: failed };
    writeFileSync(values.report, JSON.stringify(report));
  }
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

/** Runs the steps of a scenario; one that fails ends it, as the others build on it. */
async function runScenario({ name, cli, packageManager, steps }) {
  const app = generate(name, cli, packageManager);
  for (const [step, run] of Object.entries(steps)) {
    const started = Date.now();
    try {
      await run(app);
      counts.passed += 1;
      process.stdout.write(
        `ok      ${name}: ${step} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`,
      );
    } catch (error) {
      counts.failed += 1;
      process.stdout.write(`FAILED  ${name}: ${step}\n${error.stack}\n`);
      return;
    }
  }
}

function generate(name, cli, packageManager) {
  const app = name.replaceAll(/\W+/g, '-').toLowerCase();
  const folder = cli === 12 ? root : path.join(temporary, 'tools');
  const nest = path.join(folder, 'node_modules/@nestjs/cli/bin/nest.js');
  const flags = ['--skip-git', '--skip-install', '--package-manager', packageManager];
  execFileSync(process.execPath, [nest, 'new', app, ...flags], {
    cwd: temporary,
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new App(path.join(temporary, app), packageManager, environment, registry.url);
}

function pack() {
  const folder = path.join(temporary, 'package');
  mkdirSync(folder);
  execFileSync('npm', ['pack', '--loglevel=error', '--pack-destination', folder], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return path.join(folder, readdirSync(folder)[0]);
}

function installTools() {
  const folder = path.join(temporary, 'tools');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
  execFileSync('npm', ['install', '--ignore-scripts', '--loglevel=error', ...TOOLS], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function upstream() {
  return execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
}
