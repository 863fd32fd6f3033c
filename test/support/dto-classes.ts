import {
  CreateOrderDto,
  CreateRefundDto,
  CreateTransferDto,
  CreateV2OrderDto,
  CreateV2RefundDto,
  ScanPayDto,
} from '../../lib/index.js';

/** The DTOs that a host can validate. */
export const DTO_CLASSES = [
  CreateOrderDto,
  CreateRefundDto,
  CreateTransferDto,
  CreateV2OrderDto,
  CreateV2RefundDto,
  ScanPayDto,
];
