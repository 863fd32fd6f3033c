/** @needs mariadb */
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from '@jest/globals';
import { mysqlUrl } from '../support/services.js';

it('A test file that needs MariaDB gets the address of a server that speaks its protocol.', async () => {
  const { hostname, port } = new URL(mysqlUrl);
  const socket = connect(Number(port), hostname);
  const [greeting] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();

  const version = greeting.subarray(5, greeting.indexOf(0, 5)).toString();
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
});
