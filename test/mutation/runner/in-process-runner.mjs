/**
 * A test runner for Stryker that loads the package, Nest and the specs once in a process. Jest loads
 * them anew for each spec file and each mutant, which takes far longer than the tests do.
 *
 * A mutant is killed only if the test that failed with it passes again without it in the same process,
 * so that neither a busy machine nor what a mutant before has left behind is taken for a kill.
 */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { PluginKind, declareClassPlugin } from '@stryker-mutator/api/plugin';
import { DryRunStatus, MutantRunStatus } from '@stryker-mutator/api/test-runner';
import { sourceFiles, specFiles } from '../spec-files.mjs';
import { loadSource, reloadSources, runSpec } from './spec-run.mjs';

/** Written in the first run, for the other processes: the spec files, the quickest first. */
const SPECS = 'mutation-specs.json';

/** Added to in all processes: a line for each mutant that was killed, with its source and the spec file. */
const KILLS = 'mutation-kills.txt';

const AGAIN = 'a second run of a file';

/** What the instrumented sources share with the runner. */
const stryker = (globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {});

class InProcessRunner {
  #isDirty = false;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun() {
    const tests = [];
    const specs = [];
    stryker.mutantCoverage = { static: {}, perTest: {} };
    // What the package loads late, such as the parts of a queue, is loaded before the first test: its
    // constants belong to no test, and are made anew with each mutant.
    stryker.currentTestId = undefined;
    for (const file of sourceFiles()) {
      await loadSource(file);
    }
    for (const file of specFiles()) {
      const begin = performance.now();
      stryker.currentTestId = undefined;
      const run = await runSpec(file, {
        onStep: (id) => (stryker.currentTestId = id),
      });
      const duration = performance.now() - begin;
      const problem = run.loadError ?? run.failures[0]?.message;
      if (problem !== undefined) {
        return { status: DryRunStatus.Error, errorMessage: problem };
      }
      shareHooks(file, run.tests);
      tests.push(...run.tests);
      stryker.currentTestId = AGAIN;
      const again = await runSpec(file);
      // A file that cleans up after itself for good is loaded anew for each run.
      specs.push({ file, duration, isFresh: again.failures.length > 0 });
    }
    delete stryker.mutantCoverage.perTest[AGAIN];
    specs.sort((one, other) => one.duration - other.duration);
    writeFileSync(SPECS, JSON.stringify(specs));
    writeFileSync(KILLS, '');
    const { mutantCoverage } = stryker;
    return { status: DryRunStatus.Complete, tests, mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation, reloadEnvironment }) {
    if (this.#isDirty) {
      throw new Error('A new process is needed.');
    }
    if (reloadEnvironment) {
      reloadSources();
    }
    let nrOfTests = 0;
    for (const { file, isFresh } of specsOf(activeMutant.fileName, testFilter)) {
      const isWanted = (id) => !testFilter || testFilter.includes(id);
      activate(activeMutant.id, hitLimit);
      const run = await runSpec(file, { isFresh, isWanted });
      const { hitCount } = stryker;
      activate(undefined);
      if (hitCount > hitLimit) {
        return {
          status: MutantRunStatus.Timeout,
          reason: `Hit limit reached (${hitCount})`,
        };
      }
      nrOfTests += run.tests.length;
      if (run.loadError) {
        return { status: MutantRunStatus.Error, errorMessage: run.loadError };
      }
      if (run.failures.length > 0) {
        const [{ id, message }] = run.failures;
        appendFileSync(KILLS, `${activeMutant.fileName} ${file}\n`);
        if (mutantActivation === 'static') {
          reloadSources();
        }
        await this.#requirePass(file, isFresh, id ? (other) => other === id : isWanted);
        // What waits without an end may still be waiting.
        this.#isDirty ||= message.includes('Exceeded timeout');
        const killedBy = [id ?? run.tests[0]?.id].filter(Boolean);
        return {
          status: MutantRunStatus.Killed,
          killedBy,
          failureMessage: message,
          nrOfTests,
        };
      }
    }
    return { status: MutantRunStatus.Survived, nrOfTests };
  }

  /** Without the mutant. Stryker starts a new process when this is refused, and tries twice more. */
  async #requirePass(file, isFresh, isWanted) {
    const { failures } = await runSpec(file, { isFresh, isWanted });
    if (failures.length > 0) {
      this.#isDirty = true;
      throw new Error(`Fails without the mutant, too: ${failures[0].message}`);
    }
  }
}

/**
 * The spec files that hold these tests (absent = all files): first those that have killed most mutants of the
 * same source, because they are likely to kill this one, too.
 */
function specsOf(source, testFilter) {
  const kills = new Map();
  for (const line of readFileSync(KILLS, 'utf8').split('\n')) {
    kills.set(line, (kills.get(line) ?? 0) + 1);
  }
  const killsOf = ({ file }) => kills.get(`${source} ${file}`) ?? 0;
  return JSON.parse(readFileSync(SPECS, 'utf8'))
    .filter(({ file }) => !testFilter || testFilter.some((id) => id.startsWith(`${file} > `)))
    .sort((one, other) => killsOf(other) - killsOf(one));
}

function activate(mutantId, hitLimit) {
  stryker.activeMutant = mutantId;
  stryker.hitLimit = hitLimit;
  stryker.hitCount = hitLimit ? 0 : undefined;
}

/** What the hooks of a file run is held against each of its tests. */
function shareHooks(file, tests) {
  const { perTest } = stryker.mutantCoverage;
  for (const { id } of tests) {
    for (const [mutant, hits] of Object.entries(perTest[file] ?? {})) {
      perTest[id] ??= {};
      perTest[id][mutant] = (perTest[id][mutant] ?? 0) + hits;
    }
  }
  delete perTest[file];
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner),
];
