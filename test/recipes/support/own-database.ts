import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

const server = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';

/** A database of one test's own: not every library lets a schema be chosen. */
export class OwnDatabase {
  private constructor(
    readonly url: string,
    private readonly client: Client,
  ) {}

  static async create(): Promise<OwnDatabase> {
    const name = `recipe_${randomUUID().replaceAll('-', '')}`;
    await asAdmin((admin) => admin.query(`CREATE DATABASE ${name}`));
    const url = new URL(server);
    url.pathname = name;
    const client = new Client({ connectionString: url.href });
    await client.connect();
    return new OwnDatabase(url.href, client);
  }

  async query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>(text, values)).rows;
  }

  async drop(): Promise<void> {
    const name = new URL(this.url).pathname.slice(1);
    await this.client.end();
    await asAdmin((admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
  }
}

async function asAdmin(work: (admin: Client) => Promise<unknown>): Promise<void> {
  const admin = new Client({ connectionString: server });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
