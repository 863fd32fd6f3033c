const { TestEnvironment } = require('jest-environment-node');

/** Skips the rest of a file once a test of it has failed: a mutant is killed once. */
module.exports = class FailFastEnvironment extends TestEnvironment {
  #hasFailed = false;

  handleTestEvent({ name, test }) {
    if (name === 'test_fn_failure' || name === 'hook_failure') {
      this.#hasFailed = true;
    } else if (name === 'test_start' && this.#hasFailed) {
      test.mode = 'skip';
    }
  }
};
