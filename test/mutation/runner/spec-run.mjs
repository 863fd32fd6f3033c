// Runs one spec file in this process. What it imports is not loaded again for each run.
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { TestStatus } from '@stryker-mutator/api/test-runner';
import * as circus from 'jest-circus';
import { restoreGlobals } from './jest-globals.mjs';

// As Jest's `setupFiles` do.
createRequire(import.meta.url)('reflect-metadata');

/** Less than in Jest: with many mutants a test waits for what never comes. */
const TEST_TIMEOUT = 6_000;
const ERRORS = ['uncaughtException', 'unhandledRejection', 'rejectionHandled'];

/** What a spec file has defined, by its name: `describe` runs once, the tests in it many times. */
const loaded = new Map();
let generation = 0;
let loads = 0;

/** From now on the package's sources and the tests' own are loaded anew, their dependencies are not. */
export function reloadSources() {
  generation += 1;
  loaded.clear();
}

/** Loads one of the package's sources, as a spec that imports it would. */
export async function loadSource(file) {
  await import(`${pathToFileURL(path.resolve(file)).href}?generation=${generation}`);
}

/**
 * The rest of the file is skipped after the first failure.
 *
 * @param {string} file relative to the working directory
 * @param {object} options
 * @param {boolean} [options.isFresh] whether the spec file itself is loaded anew
 * @param {(id: string) => boolean} [options.isWanted] which tests run; absent = all
 * @param {(id: string) => void} [options.onStep] is told each test that starts, and the file's own name
 *   while its hooks run
 * @returns {Promise<{ tests: object[], failures: { id?: string, message: string }[], loadError?: string }>}
 */
export async function runSpec(file, { isFresh, isWanted = () => true, onStep = () => {} } = {}) {
  const tests = [];
  const failures = [];
  const idOf = (test) => `${file} > ${titlesOf(test).join(' > ')}`;
  const fail = (error, test) => {
    failures.push({ id: test && idOf(test), message: textOf(error) });
    forEachTest(root, (other) => (other.mode = 'skip'));
  };
  const watch = ({ name, test, error }) => {
    if (name === 'test_start' && test.mode !== 'skip') {
      onStep(idOf(test));
    } else if (name === 'test_fn_failure' || name === 'hook_failure') {
      fail(error, test);
    } else if (name === 'test_done') {
      onStep(file);
      tests.push({
        id: idOf(test),
        name: titlesOf(test).join(' '),
        fileName: file,
        status: TestStatus.Success,
        timeSpentMs: test.duration,
      });
    }
  };

  let root;
  try {
    root = await load(file, isFresh);
  } catch (error) {
    return { tests, failures, loadError: textOf(error) };
  }
  circus.resetState();
  globalThis[Symbol.for('TEST_TIMEOUT_SYMBOL')] = TEST_TIMEOUT;
  Object.assign(circus.getState(), {
    rootDescribeBlock: root,
    currentDescribeBlock: root,
  });
  forEachTest(root, (test) => {
    const mode = isWanted(idOf(test)) ? undefined : 'skip';
    Object.assign(test, {
      mode,
      errors: [],
      status: null,
      startedAt: null,
      invocations: 0,
    });
  });
  onStep(file);
  circus.addEventHandler(watch);
  const stopCatching = catchErrors(fail);
  try {
    await circus.run();
    // Errors that no test has waited for.
    await new Promise(setImmediate);
  } finally {
    stopCatching();
    circus.removeEventHandler(watch);
    restoreGlobals();
  }
  return { tests, failures };
}

function titlesOf({ name, parent }) {
  return parent ? [...titlesOf(parent), name] : [];
}

async function load(file, isFresh) {
  if (isFresh || !loaded.has(file)) {
    circus.resetState();
    const { href } = pathToFileURL(path.resolve(file));
    loads += 1;
    await import(`${href}?generation=${generation}&load=${loads}`);
    loaded.set(file, circus.getState().rootDescribeBlock);
  }
  return loaded.get(file);
}

function forEachTest(block, act) {
  for (const child of block.children) {
    if (child.type === 'describeBlock') {
      forEachTest(child, act);
    } else {
      act(child);
    }
  }
}

function textOf(error) {
  return String(error?.stack ?? error?.message ?? error);
}

/** As Jest does: an error that nobody catches fails the tests, a rejection only if it stays unhandled. */
function catchErrors(fail) {
  const before = ERRORS.map((name) => [name, process.rawListeners(name)]);
  const rejections = new Map();
  ERRORS.forEach((name) => process.removeAllListeners(name));
  process.on('uncaughtException', (error) => fail(error));
  process.on('unhandledRejection', (error, promise) => rejections.set(promise, error));
  process.on('rejectionHandled', (promise) => rejections.delete(promise));
  return () => {
    rejections.forEach((error) => fail(error));
    for (const [name, listeners] of before) {
      process.removeAllListeners(name);
      listeners.forEach((listener) => process.on(name, listener));
    }
  };
}
