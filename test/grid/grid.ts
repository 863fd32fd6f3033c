import { NewPaySandbox } from 'nestjs-newpay/sandbox';
import { describeBehaviour } from './behaviour.js';
import { AppUnderTest, PLATFORMS } from './app-under-test.js';
import { HOSTS } from './hosts/index.js';
import type { Runner } from './runner.js';

/** The one behaviour, in every host on every platform: one app for each. */
export function describeGrid(runner: Runner): void {
  const { describe, beforeAll, afterAll } = runner;
  let sandbox: NewPaySandbox;

  beforeAll(async () => {
    sandbox = await NewPaySandbox.start({ retryDelays: [] });
  });
  afterAll(async () => sandbox.stop());

  for (const platform of PLATFORMS) {
    for (const shape of HOSTS.filter(({ platforms = PLATFORMS }) => platforms.includes(platform))) {
      describe(`${shape.title}, on ${platform}`, () => {
        let app: AppUnderTest | undefined;
        beforeAll(async () => {
          app = await AppUnderTest.start(shape, platform, sandbox);
        });
        afterAll(async () => app?.stop());
        describeBehaviour(runner, () => app as AppUnderTest, shape);
      });
    }
  }
}
