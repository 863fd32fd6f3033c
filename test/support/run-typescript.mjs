/** For `node --import`: lets Node run the sources as they are, as the sample does what is built. */
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
