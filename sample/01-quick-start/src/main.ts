import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

async function bootstrap(): Promise<void> {
  const port = process.env.PORT ?? 3000;
  const app = await NestFactory.create(AppModule);
  app.enableShutdownHooks();
  await app.listen(port);
  Logger.log(`Open http://127.0.0.1:${port}`, 'QuickStart');
}

void bootstrap();
