/**
 * With `MUTATION_SAMPLE=0.2`, a fifth of the mutants is tried out, for when there is no time for all. Which
 * ones depends on nothing but their place and text. The others are left out of the figures.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { CheckStatus } from '@stryker-mutator/api/check';
import { PluginKind, declareClassPlugin } from '@stryker-mutator/api/plugin';

const share = Number(process.env.MUTATION_SAMPLE);
const left = { status: CheckStatus.CompileError, reason: 'not in the sample' };

class Sample {
  async init() {}

  async group(mutants) {
    return [mutants.map(({ id }) => id)];
  }

  async check(mutants) {
    return Object.fromEntries(
      mutants.map((mutant) => [
        mutant.id,
        chanceOf(mutant) < share ? { status: CheckStatus.Passed } : left,
      ]),
    );
  }
}

/** From 0 to 1, the same in each run. */
function chanceOf({ fileName, location: { start, end }, replacement }) {
  const [, file] = fileName.split(`${path.sep}lib${path.sep}`);
  const identity = JSON.stringify([
    file,
    start.line,
    start.column,
    end.line,
    end.column,
    replacement,
  ]);
  return createHash('sha1').update(identity).digest().readUInt32BE() / 2 ** 32;
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Checker, 'sample', Sample)];
