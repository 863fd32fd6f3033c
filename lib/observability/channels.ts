import { channel } from 'node:diagnostics_channel';
import type { NewPayHooks } from '../options/newpay-hooks.interface.js';

/**
 * What is published to everybody in the process. `unverified` is not: it receives a body, and
 * goes only to the app that asks for it.
 */
export type ReportName = Exclude<keyof NewPayHooks, 'unverified'>;

/** What a hook and the channel of the same name receive. */
export type Report<K extends ReportName> = Parameters<NonNullable<NewPayHooks[K]>>[0];

/** The channels of `node:diagnostics_channel`, by the hook that receives the same. */
export const CHANNELS = {
  request: channel('nestjs-newpay:request'),
  response: channel('nestjs-newpay:response'),
  callback: channel('nestjs-newpay:callback'),
  published: channel('nestjs-newpay:published'),
  duplicate: channel('nestjs-newpay:duplicate'),
  deadLetter: channel('nestjs-newpay:deadLetter'),
} satisfies Record<ReportName, object>;
