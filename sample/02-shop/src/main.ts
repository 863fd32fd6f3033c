import { shopConfig, type ShopConfig } from './config/shop.config.js';
import { NewPayAccount } from './newpay/newpay-account.js';
import { createShop } from './shop.js';

const app = await createShop();
const { port, publicUrl } = app.get<ShopConfig>(shopConfig.KEY);
const { consoleUrl } = app.get(NewPayAccount);
try {
  await app.listen(port);
  process.stdout.write(`\nThe shop is open: ${publicUrl}\n`);
  if (consoleUrl !== undefined) {
    process.stdout.write(
      `Its NewPay is a sandbox: ${consoleUrl} (console with orders, deliveries and faults)\n`,
    );
  }
} catch (error) {
  // The sandbox is running already: without close() the process would not end.
  await app.close();
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') {
    throw error;
  }
  process.stderr.write(`Port ${port} is in use. Choose another one: PORT=3001 npm start\n`);
  process.exitCode = 1;
}
