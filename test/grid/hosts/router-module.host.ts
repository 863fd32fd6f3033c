import { RouterModule } from '@nestjs/core';
import { NewPayModule } from 'nestjs-newpay';
import type { HostShape } from '../host-shape.js';
import { itIsNowhereElse, movesItsRoutes } from './global-prefix.host.js';

export const routerModule: HostShape = {
  title: 'a host with a global prefix and RouterModule',
  path: '/api/shop/newpay/callback',
  imports: () => [RouterModule.register([{ path: 'shop', module: NewPayModule }])],
  configure: (app) => app.setGlobalPrefix('api'),
  control: movesItsRoutes,
  describeMore: itIsNowhereElse('/api/newpay/callback'),
};
