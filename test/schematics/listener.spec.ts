import { expect, it } from '@jest/globals';
import { listener } from '../../lib/schematics/listener/listener.schematic.js';
import { nest11App, nest12App, runOn } from './workspace.js';

it('nest g listener creates a listener and adds it to the nearest module.', async () => {
  const { files } = await runOn(
    {
      ...nest12App,
      '/src/billing/billing.module.ts': '@Module({})\nexport class BillingModule {}\n',
    },
    listener({ name: 'billing/RefundMails', sourceRoot: 'src' }),
  );

  expect(files['/src/billing/refund-mails/refund-mails.listener.ts']).toContain(
    'export class RefundMailsListener {',
  );
  expect(files['/src/billing/billing.module.ts']).toMatch(/providers: \[RefundMailsListener\]/);
  expect(files['/src/app.module.ts']).toBe(nest12App['/src/app.module.ts']);
});

it('nest g listener adds to the root module if no other one is nearer.', async () => {
  const { files } = await runOn(nest11App, listener({ name: 'mails', sourceRoot: 'src' }));

  expect(files['/src/app.module.ts']).toContain('providers: [AppService, MailsListener],');
  expect(files['/src/app.module.ts']).toContain("from './mails/mails.listener'");
});

it('nest g listener respects --flat, --skip-import and a path.', async () => {
  const { files } = await runOn(
    nest12App,
    listener({ name: 'mails', path: 'shop', flat: true, skipImport: true }),
  );

  expect(Object.keys(files)).toContain('/src/shop/mails.listener.ts');
  expect(files['/src/app.module.ts']).toBe(nest12App['/src/app.module.ts']);
});

it('nest g listener leaves a file that exists, and says so.', async () => {
  const first = await runOn(nest12App, listener({ name: 'mails' }));
  const second = await runOn(first.files, listener({ name: 'mails' }));

  expect(second.files).toEqual(first.files);
  expect(second.messages).toEqual(['/src/mails/mails.listener.ts exists. It was not changed.']);
});

it.each(['../mails', 'mails/', '1st', ''])(
  'nest g listener refuses the name "%s".',
  async (name) => {
    await expect(runOn(nest12App, listener({ name }))).rejects.toThrow(
      `The name of a listener must be a word such as "refunds", not "${name}".`,
    );
  },
);
