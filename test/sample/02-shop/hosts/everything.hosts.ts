import { PLATFORMS, type Platform } from '../../../support/host-app.js';
import { answers } from './answers.hosts.js';
import { emitters } from './emitters.hosts.js';
import { pipes } from './pipes.hosts.js';
import type { ShopHost } from './shop-host.js';

/** Hosts that combine all pipes, interceptors, middleware and hooks of the others, with an audit log. */
export const everything: readonly ShopHost[] = PLATFORMS.map(everythingOn);

function everythingOn(platform: Platform): ShopHost {
  const parts = [...pipes, ...answers].filter(
    ({ platforms = PLATFORMS, remarks }) => platforms.includes(platform) && !remarks,
  );
  const prefixed = parts.find(({ path }) => path !== undefined);
  return {
    ...emitters[0],
    title: 'with all of that at once',
    platforms: [platform],
    path: prefixed?.path,
    configure: (app) => {
      for (const { configure } of parts) {
        configure?.(app);
      }
    },
    control: prefixed?.control,
  };
}
