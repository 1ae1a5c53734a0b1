import type { ServerResponse } from 'node:http';
import { Refusal } from './refusal.ts';

/** A scripted response of a store instead of the regular one. */
export type Script = (response: ServerResponse) => void;

/** An S3 error. */
export const refuses =
  (status: number, code: string, message?: string): Script =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(new Refusal(status, code, message).xml());
  };

/** An HTML page, such as a proxy's. */
export const page =
  (status: number, body: string, type = 'text/html'): Script =>
  (response) => {
    response.writeHead(status, { 'content-type': type }).end(body);
  };

/** Stores the object, sends the response head after `headMs`, and the rest after `bodyMs` more. */
export const dawdles =
  (headMs: number, bodyMs: number): Script =>
  (response) => {
    setTimeout(() => response.writeHead(200, { etag: '"x"' }).flushHeaders(), headMs);
    setTimeout(() => response.end(), headMs + bodyMs);
  };

/** Closes the connection without a response. */
export const resets: Script = (response) => {
  response.socket?.destroy();
};

/** Never responds. */
export const hangs: Script = () => {};

/** Sends the head and half of the body, then closes the connection. */
export const breaksOff: Script = (response) => {
  response.writeHead(200, { etag: '"x"', 'content-length': 100 }).write('half of it');
  setTimeout(() => response.socket?.destroy(), 20);
};

/** Sends the head only. */
export const stalls: Script = (response) => {
  response.writeHead(200, { etag: '"x"', 'content-length': 100 }).write('half of it');
};

/** Sends the head line by line without end. */
export const drips: Script = ({ socket }) => {
  socket?.write('HTTP/1.1 200 OK\r\n');
  const timer = setInterval(() => socket?.write('x-more: to come\r\n'), 20);
  socket?.once('close', () => clearInterval(timer));
};

/** Sends data that is not HTTP. */
export const babbles: Script = (response) => {
  response.socket?.end('220 mail.example.com ESMTP\r\n');
};
