/** Answers every DynamoDB, SQS and S3 call at once. Sends its URL to the parent process. */
import { createServer } from 'node:http';
import { crc32 } from 'node:zlib';
import { BODY_MD5 } from './message.ts';

const put = '{}';
const sent = JSON.stringify({
  Successful: [{ Id: '0', MessageId: 'm', MD5OfMessageBody: BODY_MD5 }],
});

const server = createServer((request, response) => {
  request.resume();
  request.once('end', () => {
    if (request.method === 'PUT') {
      response.writeHead(200, { etag: '"x"', 'content-length': 0 }).end();
      return;
    }
    const isPut = String(request.headers['x-amz-target']).endsWith('PutItem');
    const body = isPut ? put : sent;
    response.writeHead(200, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': body.length,
      ...(isPut && { 'x-amz-crc32': crc32(body) }),
    });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.(`http://127.0.0.1:${address?.port}`);
});
