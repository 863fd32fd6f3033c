import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { ApiModule } from './api.module.js';

/** Serves the OpenAPI page at `/api`. */
export function showOpenApi(app: INestApplication): void {
  const info = new DocumentBuilder().setTitle('Han Lao').setVersion('1').build();
  // Only the API: the other routes are pages, the health check and NewPay's callbacks.
  const document = () => SwaggerModule.createDocument(app, info, { include: [ApiModule] });
  SwaggerModule.setup('api', app, document, { customSiteTitle: 'API · Han Lao' });
}
