import { createServer } from 'node:http';

// A gateway that is never what is waited for: its answers are ready and signed, by order number.
const answers = new Map<string, string>();
/** How long an answer takes, in milliseconds. */
const latency = Number(process.argv[2]);
const ALIPAY = '{"alipay_trade_create_response":{"code":"10000","msg":"Success"},"sign":"none"}';

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const orderNo = /"orderNo":"([^"]+)"/.exec(Buffer.concat(chunks).toString())?.[1] ?? '';
    response.setHeader('content-type', 'application/json');
    const answer = (): void => void response.end(answers.get(orderNo) ?? ALIPAY);
    if (latency > 0) {
      setTimeout(answer, latency);
    } else {
      answer();
    }
  });
});

process.on('message', (entries: [string, string][]) => {
  entries.forEach(([orderNo, answer]) => answers.set(orderNo, answer));
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as { port: number };
    process.send?.(`http://127.0.0.1:${port}`);
  });
});
process.on('disconnect', () => process.exit());
