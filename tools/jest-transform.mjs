/**
 * `ts-jest`, with the compiler's own branches left out of the coverage.
 *
 * For each parameter of a decorated class, TypeScript writes down its type for Nest to read:
 * `__metadata("design:paramtypes", [typeof (_a = typeof X !== "undefined" && X) === "function" ? …`.
 * No test can take all of those branches, and they would hide the ones that a test should take.
 */
import tsJest from 'ts-jest';

const GUARDED_TYPE = /typeof \(_\w+ = typeof /g;
const IGNORED = '/* istanbul ignore next */ $&';

/** @param {{ code: string }} output what `ts-jest` made of a source file */
function withoutMetadata(output) {
  return { ...output, code: output.code.replace(GUARDED_TYPE, IGNORED) };
}

/** @param {import('ts-jest').TsJestTransformerOptions} options */
function createTransformer(options) {
  const transformer = tsJest.default.createTransformer(options);
  return {
    getCacheKey: (...args) => `${transformer.getCacheKey(...args)}-without-metadata`,
    process: (...args) => withoutMetadata(transformer.process(...args)),
    processAsync: async (...args) => withoutMetadata(await transformer.processAsync(...args)),
  };
}

export default { createTransformer };
