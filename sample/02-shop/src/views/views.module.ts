import { Global, Module } from '@nestjs/common';
import { SandboxModule } from '../newpay/sandbox.module.js';
import { Layout } from './layout.js';

@Global()
@Module({
  imports: [SandboxModule],
  providers: [Layout],
  exports: [Layout],
})
export class ViewsModule {}
