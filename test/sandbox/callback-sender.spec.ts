import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { CallbackSender } from '../../lib/sandbox/callbacks/callback-sender.js';
import { CallbackEndpoint, type CallbackAnswer } from './callback-endpoint.js';

let endpoint: CallbackEndpoint;

beforeEach(async () => {
  endpoint = await CallbackEndpoint.start();
});

afterEach(() => endpoint.stop());

it.each<[string, CallbackAnswer]>([
  ['never answers', () => undefined],
  ['never ends its answer', (response) => response.writeHead(200).write('{')],
])('A delivery to a merchant that %s ends after the time limit.', async (_what, answer) => {
  const sender = new CallbackSender({ timeout: 50 });
  endpoint.next.push(answer);

  await sender.send({ number: 'A1', url: endpoint.url, body: '{}', retryDelays: [] });

  expect(sender.deliveriesOf('A1')).toMatchObject([
    { status: undefined, acknowledged: false, error: 'no answer within 50 ms' },
  ]);
  await sender.stop();
});
