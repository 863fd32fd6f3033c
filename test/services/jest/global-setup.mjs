/** What Jest runs once, before all test files: finds or starts the servers and programs that they need. */
import { register } from 'node:module';

register('../../support/typescript-hooks.mjs', import.meta.url);

export default async function setUp(
  { testPathPatterns },
  { roots, testMatch, testPathIgnorePatterns },
) {
  const { announce } = await import('../announce.ts');
  const { needsOf, planOf, PLAN } = await import('./plan.ts');
  const { provide } = await import('../provide.ts');
  const { patterns } = testPathPatterns;
  const needs = needsOf({ roots, testMatch, testPathIgnorePatterns, patterns });
  const provisions = await provide([...needs.values()].flat());
  globalThis.stopTestServices = () => provisions.stop();
  const problems = [...provisions.missing.values()];
  if (problems.length > 0 && process.env.CI === 'true') {
    await provisions.stop();
    throw new Error(`CI runs every test. ${problems.join(' ')}`);
  }
  problems.forEach((problem) => announce(`${problem} The tests that need it are not run.`));
  process.env[PLAN] = planOf(needs, provisions);
  const { merchantKeys, pemOf, platformKeys } = await import('../../support/keys.ts');
  process.env.TESTS_MERCHANT_KEY = pemOf(merchantKeys.privateKey);
  process.env.TESTS_PLATFORM_KEY = pemOf(platformKeys.privateKey);
}
