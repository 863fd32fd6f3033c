import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';

type Exports = Record<string, unknown>;

/**
 * Loads a CommonJS package that requires ES modules, and gives it these: Jest cannot do that by
 * itself before Node 24.9.
 */
export function loadCommonJs(name: string, modules: Readonly<Record<string, Exports>>): Exports {
  const loaded = new Map<string, { exports: Exports }>();

  function load(file: string): Exports {
    const known = loaded.get(file);
    if (known) {
      return known.exports;
    }
    const unit = { exports: {} };
    loaded.set(file, unit);
    const requireFrom = createRequire(file);
    const require = (specifier: string): unknown =>
      modules[specifier] ??
      (isBuiltin(specifier) ? requireFrom(specifier) : load(requireFrom.resolve(specifier)));
    // In the realm of the test, as `reflect-metadata` extends the `Reflect` of that one alone.
    // oxlint-disable-next-line typescript/no-implied-eval
    const run = new Function('exports', 'require', 'module', readFileSync(file, 'utf8'));
    run(unit.exports, require, unit);
    return unit.exports;
  }

  return load(createRequire(import.meta.url).resolve(name));
}
