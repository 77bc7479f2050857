/*
 * Reuses a connection to the command after six seconds, longer than Node's default `keepAliveTimeout`. It takes real time,
 * so it is not part of the suite: `npm run test:keep-alive`.
 */
import { spawn } from 'node:child_process';
import { Agent, get } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const IDLE_MS = 6000;
const COMMAND = fileURLToPath(new URL('../../bin/kommunicate-graphql.cjs', import.meta.url));

const child = spawn(process.execPath, [COMMAND, '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
try {
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
      const found = /"url":"(http:[^"]+)\/graphql"/.exec(output)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the command ended with ${code}`)));
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = () =>
    new Promise<{ status: number | undefined; socket: Socket }>((resolve, reject) => {
      const request = get(`${url}/health`, { agent }, (response) => {
        const { socket } = response;
        response.resume().once('end', () => resolve({ status: response.statusCode, socket }));
      });
      request.once('error', reject);
    });
  const first = await send();
  await sleep(IDLE_MS);
  const second = await send();
  agent.destroy();
  if (first.status !== 200 || second.status !== 200) throw new Error('the status of a request was not 200');
  if (first.socket !== second.socket) throw new Error('the second request needed a new connection');
  console.log(`A connection was reused after ${IDLE_MS} ms.`);
} finally {
  child.kill('SIGTERM');
}
