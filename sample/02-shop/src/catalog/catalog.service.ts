import { Injectable } from '@nestjs/common';
import { Currency } from 'nestjs-newpay';
import type { Product } from './product.js';

const PRODUCTS: readonly Product[] = [
  {
    id: 'coffee',
    name: 'Bolaven coffee, 500 g',
    laoName: 'ກາເຟປາກຊ່ອງ',
    description: 'Arabica from the plateau above Paksong, washed, medium roast.',
    price: { amount: '85000', currency: Currency.LAK },
  },
  {
    id: 'basket',
    name: 'Sticky rice basket',
    laoName: 'ຕິບເຂົ້າ',
    description: 'Woven bamboo with a lid; keeps rice for four warm until noon.',
    price: { amount: '45000', currency: Currency.LAK },
  },
  {
    id: 'sinh',
    name: 'Silk sinh',
    laoName: 'ສິ້ນໄໝ',
    description: 'Hand-woven skirt from Xam Neua with a gold-thread hem.',
    price: { amount: '650000', currency: Currency.LAK },
  },
  {
    id: 'notebook',
    name: 'Mulberry paper notebook',
    laoName: 'ປຶ້ມເຈ້ຍສາ',
    description: 'Sixty leaves of saa paper, made in Ban Xang Khong.',
    price: { amount: '60000', currency: Currency.LAK },
  },
  {
    id: 'slow-boat',
    name: 'Slow boat to Luang Prabang',
    laoName: 'ເຮືອຊ້າ',
    description: 'Two days down the Mekong from Huay Xai, one seat.',
    price: { amount: '38.50', currency: Currency.USD },
  },
];

@Injectable()
export class CatalogService {
  list(): readonly Product[] {
    return PRODUCTS;
  }

  find(id: string): Product | undefined {
    return PRODUCTS.find((product) => product.id === id);
  }
}
