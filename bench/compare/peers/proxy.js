/*
 * A reverse proxy that does not read what it forwards: the minimum cost of a server in between. Argument: the URL of the
 * REST API.
 */
import { createServer } from 'node:http';
import { Pool } from 'undici';

const [, , restUrl] = process.argv;
const pool = new Pool(restUrl);

function forward({ method, url: path, headers: { 'content-type': type, 'api-key': key } }, body, response) {
  pool.dispatch(
    { method, path, headers: { 'content-type': type, 'api-key': key }, body },
    {
      onRequestStart() {},
      onResponseStart(_controller, status, { 'content-type': type, 'content-length': length }) {
        response.writeHead(status, { 'content-type': type, 'content-length': length });
      },
      onResponseData(_controller, chunk) {
        response.write(chunk);
      },
      onResponseEnd() {
        response.end();
      },
      onResponseError() {
        if (!response.headersSent) response.writeHead(502);
        response.end();
      },
    },
  );
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => forward(request, chunks.length === 0 ? null : Buffer.concat(chunks), response));
});
server.listen(0, '127.0.0.1', () => console.error(`http://127.0.0.1:${server.address().port}`));
