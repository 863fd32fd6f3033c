const { TestEnvironment } = require('jest-environment-node');

/** Skips the rest of a file once a test of it has failed: a mutant is killed once. */
module.exports = class FailFastEnvironment extends TestEnvironment {
  #hasFailed = false;

  handleTestEvent({ name, test, hook }) {
    // A failed `beforeAll` is told by the tests after it, which would be silent if they were skipped.
    if (name === 'test_fn_failure' || (name === 'hook_failure' && hook.type !== 'beforeAll')) {
      this.#hasFailed = true;
    } else if (name === 'test_start' && this.#hasFailed) {
      test.mode = 'skip';
    }
  }
};
