/** Jest's own reporter without a line for each file that has passed, and with the names of the files that were not run. */
import path from 'node:path';
import { DefaultReporter } from '@jest/reporters';

export default class QuietReporter extends DefaultReporter {
  printTestFileHeader(testPath, config, result) {
    if (result.numFailingTests > 0 || result.testExecError || result.console?.length > 0) {
      super.printTestFileHeader(testPath, config, result);
    }
  }

  onRunComplete(contexts, { testResults }) {
    super.onRunComplete(contexts, { testResults });
    const { files: planned } = JSON.parse(process.env.TESTS_PLAN);
    const files = testResults
      .map(({ testFilePath }) => testFilePath)
      .filter((file) => planned[file]?.reasons.length > 0)
      .map((file) => `  ${path.relative('', file)}\n`);
    if (files.length > 0) {
      process.stderr.write(
        `Not run, because something that they need is missing:\n${files.join('')}\n`,
      );
    }
  }
}
