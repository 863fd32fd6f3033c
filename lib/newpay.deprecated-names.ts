import { CreateRefundDto } from './dto/create-refund.dto.js';
import type { NewPayMiniProgramOrder } from './orders/mini-program-order.js';
import type { NewPayCreateOrderOptions } from './orders/create-and-resolve.js';
import type {
  NewPayReconcileAllOptions,
  NewPayReconcileProgress,
} from './payments/reconcile-all-options.js';
import type {
  NewPayReconcileSummary,
  NewPayUnresolvedOrder,
} from './payments/reconcile-summary.interface.js';

// Names of 0.1 that have a better one now. They stay until 1.0.

/**
 * @deprecated Use `CreateRefundDto`, which is the same class.
 *
 * @publicApi
 */
export const RefundDto = CreateRefundDto;
/** @deprecated Use `CreateRefundDto`. */
export type RefundDto = CreateRefundDto;
/**
 * @deprecated Use `NewPayCreateOrderOptions`.
 *
 * @publicApi
 */
export type CreateOrderOptions = NewPayCreateOrderOptions;
/**
 * @deprecated Use `NewPayMiniProgramOrder`.
 *
 * @publicApi
 */
export type MiniProgramOrder = NewPayMiniProgramOrder;
/**
 * @deprecated Use `NewPayReconcileAllOptions`.
 *
 * @publicApi
 */
export type ReconcileAllOptions = NewPayReconcileAllOptions;
/**
 * @deprecated Use `NewPayReconcileProgress`.
 *
 * @publicApi
 */
export type ReconcileProgress = NewPayReconcileProgress;
/**
 * @deprecated Use `NewPayReconcileSummary`.
 *
 * @publicApi
 */
export type ReconcileSummary = NewPayReconcileSummary;
/**
 * @deprecated Use `NewPayUnresolvedOrder`.
 *
 * @publicApi
 */
export type UnreachedOrder = NewPayUnresolvedOrder;
