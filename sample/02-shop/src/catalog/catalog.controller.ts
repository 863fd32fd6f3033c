import { Controller, Get } from '@nestjs/common';
import { CatalogService } from './catalog.service.js';
import { productsPage } from './products.page.js';

@Controller()
export class CatalogController {
  constructor(private readonly catalog: CatalogService) {}

  @Get()
  list(): string {
    return productsPage(this.catalog.list());
  }
}
