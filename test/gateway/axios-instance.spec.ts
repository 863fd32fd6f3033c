import { lookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { HttpService } from '@nestjs/axios';
import { ModulesContainer } from '@nestjs/core';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import axiosPackage, { type AxiosError, type AxiosInstance } from 'axios';
import { NewPayTransportError, NewPayUnknownOutcomeError } from '../../lib/index.js';
import { orderAnswer, sendJson, type FakeGateway } from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { rejection } from '../support/rejection.js';
import { ORDER } from '../support/requests.js';
import { untyped } from '../support/untyped.js';

const { gateway, host, newPay } = usePaymentApp();
let axios: AxiosInstance;

/** The instance of the package, as an app finds it that looks through all modules. */
function findAxios(): AxiosInstance {
  for (const { providers } of host().app.get(ModulesContainer).values()) {
    for (const { instance } of providers.values()) {
      if (instance instanceof HttpService) {
        return instance.axiosRef;
      }
    }
  }
  throw new Error('There is no HttpService.');
}

beforeEach(async () => {
  gateway.reply = (request, response) => sendJson(response, orderAnswer(request.fields));
  await newPay().createOrder(ORDER);
  axios = findAxios();
  gateway.requests.length = 0;
});

async function sentHeader(): Promise<unknown> {
  gateway.requests.length = 0;
  await newPay().createOrder(ORDER);
  return gateway.requests[0]?.headers['x-app'];
}

it('A request interceptor of the app is run, until it is ejected.', async () => {
  const id = axios.interceptors.request.use((config) => {
    config.headers.set('x-app', '1');
    return config;
  });
  expect(await sentHeader()).toBe('1');
  axios.interceptors.request.eject(id);
  expect(await sentHeader()).toBeUndefined();
});

it('Interceptors of the app for the request and for the answer are both run.', async () => {
  let answers = 0;
  axios.interceptors.request.use((config) => {
    config.headers.set('x-app', '1');
    return config;
  });
  axios.interceptors.response.use((response) => {
    answers += 1;
    return response;
  });
  expect(await sentHeader()).toBe('1');
  expect(answers).toBe(1);
});

it('The credentials that an interceptor sets are sent, by the adapter of axios.', async () => {
  const auth = { username: 'shop', password: 'secret' };
  axios.interceptors.request.use((config) => ({ ...config, auth }));
  await newPay().createOrder(ORDER);
  expect(gateway.requests[0]?.headers.authorization).toBe(
    `Basic ${Buffer.from('shop:secret').toString('base64')}`,
  );
});

it('A header or another default that the app sets is sent.', async () => {
  axios.defaults.headers.common = { 'x-app': '2' };
  expect(await sentHeader()).toBe('2');
  Reflect.deleteProperty(axios.defaults.headers, 'common');
  axios.defaults.transformRequest = (data: unknown, headers) => {
    headers.set('x-app', '3');
    return data;
  };
  expect(await sentHeader()).toBe('3');
});

it('A call does not pass through axios while the app has changed nothing.', async () => {
  const asked = jest.spyOn(untyped(axios.interceptors.request), 'forEach');
  await newPay().createOrder(ORDER);
  expect(asked).not.toHaveBeenCalled();
  axios.interceptors.response.use((response) => response);
  await newPay().createOrder(ORDER);
  expect(asked).toHaveBeenCalledTimes(1);
});

it('A function of the app in the place of "request" is called.', async () => {
  const request = jest.spyOn(axios, 'request');
  await newPay().createOrder(ORDER);
  expect(request).toHaveBeenCalledTimes(1);
});

it('A response interceptor gets the answer with its request.', async () => {
  const seen: unknown[] = [];
  axios.interceptors.response.use((response) => {
    const { status, statusText, headers, config } = response;
    seen.push([status, statusText, headers['content-type'], config.url]);
    return response;
  });
  await newPay().createOrder(ORDER);
  const path = expect.stringMatching(/v1\/createOrder$/);
  expect(seen).toEqual([[200, 'OK', 'application/json', path]]);
});

it('A response interceptor gets an error with its request, and the outcome of the order stays unknown.', async () => {
  const seen: unknown[] = [];
  axios.interceptors.response.use(undefined, (error: AxiosError) => {
    seen.push([error.code, error.config?.url]);
    throw error;
  });
  gateway.reply = (_request, response) => response.destroy();
  await rejection(newPay().createOrder(ORDER), NewPayUnknownOutcomeError);
  expect(seen).toEqual([['UND_ERR_SOCKET', expect.stringMatching(/v1\/createOrder$/)]]);
});

it('An interceptor that sets a setting of axios gets the adapter of axios, with the time limit of the call.', async () => {
  axios.interceptors.request.use((config) => ({ ...config, proxy: false }));
  expect(await sentHeader()).toBeUndefined();
  gateway.reply = () => undefined;
  const error = await rejection(
    newPay().createOrder(ORDER, { timeout: 300 }),
    NewPayUnknownOutcomeError,
  );
  expect(error.message).toContain('no answer within 300 ms');
});

describe('The adapter of axios', () => {
  it.each<[setting: string, value: unknown]>([
    ['auth', { username: 'shop', password: 'secret' }],
    ['baseURL', 'http://127.0.0.1:1'],
    ['cancelToken', new axiosPackage.CancelToken(() => undefined)],
    ['httpAgent', new http.Agent()],
    ['httpsAgent', new https.Agent()],
    ['lookup', lookup],
    ['params', { a: '1' }],
    ['proxy', false],
    ['socketPath', null],
    ['timeout', 5_000],
  ])('is taken when an interceptor sets %s, and then alone.', async (setting, value) => {
    const requests: unknown[] = [];
    axios.interceptors.response.use((response) => {
      requests.push(response.request);
      return response;
    });
    await newPay().createOrder(ORDER);
    axios.interceptors.request.use((config) => ({ ...config, [setting]: value }));
    await newPay().createOrder(ORDER);
    expect(requests).toEqual([undefined, expect.any(http.ClientRequest)]);
    expect(gateway.requests.map(({ method }) => method)).toEqual(['POST', 'POST']);
  });

  describe('as a call of undici:', () => {
    beforeEach(() => {
      axios.interceptors.request.use((config) => ({ ...config, proxy: false }));
    });

    it.each<[what: string, reply: FakeGateway['reply'], reason: string]>([
      [
        'a fault of the gateway',
        (_request, response) => sendJson(response, 'oops', 500),
        'the gateway answered HTTP 500',
      ],
      [
        'a redirect, which is not followed',
        (_request, response) => response.writeHead(302, { location: gateway.url }).end(),
        'the gateway answered HTTP 302',
      ],
      [
        'an answer above 1 MiB',
        (_request, response) => sendJson(response, `"${'x'.repeat(1024 * 1024)}"`),
        'ERR_BAD_RESPONSE: maxContentLength size of 1048576 exceeded',
      ],
      [
        'a dropped connection',
        (_request, response) => response.destroy(),
        'ECONNRESET: socket hang up',
      ],
    ])('the outcome is unknown after %s.', async (_what, reply, reason) => {
      gateway.reply = reply;
      const error = await rejection(newPay().createOrder(ORDER), NewPayUnknownOutcomeError);
      expect(error.message).toContain(`is unknown: ${reason}`);
      expect(gateway.requests).toHaveLength(1);
    });

    it('nothing is sent to a closed port.', async () => {
      await gateway.stop();
      const error = await rejection(newPay().createOrder(ORDER), NewPayTransportError);
      expect(error.message).toMatch(/ECONNREFUSED .* Nothing was sent/);
    });
  });
});
