/**
 * A registry with the packed package, so that `nest add nestjs-newpay` installs it by its name, as it does for
 * users. Everything else is redirected to the registry that npm uses.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/** Serves a tarball of a package under the name and the version of its manifest. */
export async function startRegistry(tarball, manifest, upstream) {
  const content = readFileSync(tarball);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (pathname === `/${manifest.name}`) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(packument(manifest, content, `${url}/${manifest.name}.tgz`)));
    } else if (pathname === `/${manifest.name}.tgz`) {
      response.end(content);
    } else {
      response.writeHead(307, { location: new URL(request.url, upstream).href }).end();
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  return { url, stop: () => server.close() };
}

function packument(manifest, content, tarball) {
  const { name, version } = manifest;
  const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;
  const dist = { tarball, integrity };
  return {
    name,
    'dist-tags': { latest: version },
    // Without what only concerns its development.
    versions: { [version]: { ...manifest, devDependencies: {}, scripts: {}, dist } },
    time: { [version]: '2020-01-01T00:00:00.000Z' },
  };
}
