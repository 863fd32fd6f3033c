import diagnosticsChannel from 'node:diagnostics_channel';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { NewPayHooks } from '../../lib/index.js';
import { CHANNELS } from '../../lib/observability/channels.js';
import { textOf } from '../docs/snippets.js';
import { paymentData, replyByPath } from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

const NAMES = Object.keys(CHANNELS).map((name) => `nestjs-newpay:${name}`);

/** Calls of hooks and messages of channels, in their order. */
let seen: [name: string, report: object][] = [];
const hooks: NewPayHooks = {
  request: (info) => seen.push(['hook request', info]),
  response: (info) => seen.push(['hook response', info]),
  callback: (info) => seen.push(['hook callback', info]),
  published: (info) => seen.push(['hook published', info]),
  duplicate: (info) => seen.push(['hook duplicate', info]),
};
const { gateway, newPay, post } = usePaymentApp({ options: { hooks } });

const subscribed: [name: string, listener: (report: unknown, name: string | symbol) => void][] = [];

function subscribe(name: string, onReport: (report: object) => void): void {
  const listener = (report: unknown): void => onReport(report as object);
  diagnosticsChannel.subscribe(name, listener);
  subscribed.push([name, listener]);
}

afterEach(() => {
  seen = [];
  for (const [name, listener] of subscribed.splice(0)) {
    diagnosticsChannel.unsubscribe(name, listener);
  }
});

describe('The diagnostics channels', () => {
  it('carry what the hooks of the same names receive, frozen', async () => {
    for (const name of NAMES) {
      subscribe(name, (report) => seen.push([name, report]));
    }
    gateway.reply = replyByPath({ queryOrder: (request) => paymentData(request) });
    await newPay().queryOrder('A1');
    await post(signedBody(paymentFields()));
    await post(signedBody(paymentFields({ newpayOrderNo: '888' })));

    const reports = new Map(seen.filter(([name]) => name.startsWith('hook ')));
    expect([...reports.keys()].toSorted()).toEqual(
      Object.keys(CHANNELS)
        // Only a queue has dead letters: see test/events/queued.
        .filter((name) => name !== 'deadLetter')
        .map((name) => `hook ${name}`)
        .toSorted(),
    );
    const published = seen.filter(([name]) => name.startsWith('nestjs-newpay:'));
    for (const [name, report] of published) {
      const hook = name.replace('nestjs-newpay:', 'hook ');
      expect(seen).toContainEqual([hook, report]);
      expect(Object.isFrozen(report)).toBe(true);
    }
    expect(published).toHaveLength(seen.length / 2);
  });

  it('publish nothing, and have no subscriber, while nobody listens', async () => {
    expect(NAMES.filter((name) => diagnosticsChannel.hasSubscribers(name))).toEqual([]);
    expect((await post(signedBody(paymentFields()))).status).toBe(200);
    expect(seen.map(([name]) => name)).toEqual(['hook published', 'hook callback']);
  });

  it('carry neither the body of a callback nor its signature', async () => {
    for (const name of NAMES) {
      subscribe(name, (report) => seen.push([name, report]));
    }
    const body = signedBody(paymentFields({ extra: 'BODYMARK' }));
    const { sign } = JSON.parse(body) as { sign: string };
    await post(body);
    await post(body.replace('BODYMARK', 'OTHERMARK'));

    expect(seen.map(([name]) => name)).toContain('nestjs-newpay:callback');
    expect(JSON.stringify(seen)).not.toMatch(/MARK/);
    expect(JSON.stringify(seen)).not.toContain(sign);
  });

  it('are documented by their full names', () => {
    const page = textOf('docs/observability.md');
    expect(NAMES.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
