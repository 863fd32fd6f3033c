/** An app that the Nest CLI has generated, and what is done with it. */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';

const SKIPPED = new Set(['node_modules', 'dist', '.git']);

export class App {
  #environment;
  #registry;

  constructor(folder, packageManager, environment, registry) {
    this.folder = folder;
    this.packageManager = packageManager;
    this.#environment = environment;
    this.#registry = registry;
  }

  /** Runs a command in the app. Fails with its output. */
  run(command, ...args) {
    return this.#execute(command, args, this.#environment);
  }

  async #execute(command, args, env) {
    try {
      const { stdout, stderr } = await promisify(execFile)(command, args, {
        cwd: this.folder,
        env,
        timeout: 300_000,
        maxBuffer: 64 * 1024 * 1024,
      });
      return stdout + stderr;
    } catch (error) {
      throw new Error(
        `${command} ${args.join(' ')} in ${path.basename(this.folder)} failed: ${error.stdout}${error.stderr}`,
        { cause: error },
      );
    }
  }

  install(...packages) {
    const flags =
      this.packageManager === 'npm'
        ? ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']
        : ['--prefer-offline', '--ignore-scripts'];
    return this.run(
      this.packageManager,
      packages.length > 0 ? 'add' : 'install',
      ...flags,
      ...packages,
    );
  }

  nest(...args) {
    return this.run(process.execPath, 'node_modules/@nestjs/cli/bin/nest.js', ...args);
  }

  /**
   * Installs the package by its name. Only this asks the registry of the test, as no cache knows it. As on the
   * machine of a developer: with CI, pnpm installs what is in its lock file and refuses a new dependency.
   */
  nestAdd(...args) {
    const { CI: _, ...environment } = this.#environment;
    const env = { ...environment, npm_config_registry: `${this.#registry}/` };
    const nest = ['node_modules/@nestjs/cli/bin/nest.js', 'add', 'nestjs-newpay', ...args];
    return this.#execute(process.execPath, nest, env);
  }

  script(name, ...args) {
    return this.run(this.packageManager, 'run', name, ...(args.length > 0 ? ['--', ...args] : []));
  }

  /** Starts a program of the app. Resolves when its output has the text. */
  async start(args, text, variables = {}) {
    const child = spawn(process.execPath, args, {
      cwd: this.folder,
      env: { ...this.#environment, ...variables },
    });
    const program = {
      output: '',
      stop: () => child.exitCode ?? child.kill(),
      /** Resolves when the output has the text. */
      async says(expected) {
        for (let waited = 0; !program.output.includes(expected); waited += 50) {
          if (child.exitCode !== null || waited > 60_000) {
            throw new Error(`${args.join(' ')} did not say "${expected}", but: ${program.output}`);
          }
          await sleep(50);
        }
      },
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => (program.output += chunk));
    }
    await program.says(text);
    return program;
  }

  read(file) {
    return readFileSync(path.join(this.folder, file), 'utf8');
  }

  has(file) {
    return existsSync(path.join(this.folder, file));
  }

  write(file, text) {
    mkdirSync(path.dirname(path.join(this.folder, file)), { recursive: true });
    writeFileSync(path.join(this.folder, file), text);
  }

  updateJson(file, change) {
    this.write(file, JSON.stringify(change(JSON.parse(this.read(file))), undefined, 2));
  }

  /** A digest of every file of the app. */
  snapshot() {
    const files = (folder) =>
      readdirSync(path.join(this.folder, folder), { withFileTypes: true })
        .filter(({ name }) => !SKIPPED.has(name))
        .flatMap((entry) => {
          const file = path.posix.join(folder, entry.name);
          return entry.isDirectory() ? files(file) : [file];
        });
    return Object.fromEntries(
      files('').map((file) => [file, createHash('sha256').update(this.read(file)).digest('hex')]),
    );
  }
}
