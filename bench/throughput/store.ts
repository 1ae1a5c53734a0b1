/**
 * A process that accepts every object at once. Sends its URL to the parent process, and then the key of
 * each object with the time of its arrival.
 */
import { hash } from 'node:crypto';
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.once('end', () => {
    const key = decodeURIComponent(request.url?.split('?')[0]?.split('/').at(-1) ?? '');
    if (request.method === 'PUT') process.send?.({ key, at: Date.now() });
    response.writeHead(200, { etag: `"${hash('md5', Buffer.concat(chunks))}"` });
    response.end();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.(`http://127.0.0.1:${address?.port}`);
});
