import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { ApiModule } from './api.module.js';

/** The page at `/api`, on which the API can be read and tried. */
export function showOpenApi(app: INestApplication): void {
  const info = new DocumentBuilder().setTitle('Han Lao').setVersion('1').build();
  // Only the API: the other routes are pages, health and NewPay's callbacks.
  const document = () => SwaggerModule.createDocument(app, info, { include: [ApiModule] });
  SwaggerModule.setup('api', app, document, { customSiteTitle: 'API · Han Lao' });
}
