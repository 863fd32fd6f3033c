import { Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { NewPaySandbox } from 'nestjs-newpay/sandbox';

/** A NewPay of the shop's own, running while no real one is configured. */
@Module({
  providers: [{ provide: NewPaySandbox, useFactory: startSandbox, inject: [ConfigService] }],
  exports: [NewPaySandbox],
})
export class SandboxModule implements OnApplicationShutdown {
  constructor(private readonly sandbox?: NewPaySandbox) {}

  /** By now the shop's own server is closed, so that no callback comes to nobody. */
  async onApplicationShutdown(): Promise<void> {
    await this.sandbox?.stop();
  }
}

async function startSandbox(config: ConfigService): Promise<NewPaySandbox | undefined> {
  if (config.get<string>('NEWPAY_APP_ID')) {
    return undefined;
  }
  const sandbox = await NewPaySandbox.start();
  new Logger(SandboxModule.name).log(
    `No NEWPAY_APP_ID is set: paying in the sandbox ${sandbox.credentials.baseUrl}`,
  );
  return sandbox;
}
