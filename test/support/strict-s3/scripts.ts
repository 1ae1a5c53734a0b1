import type { ServerResponse } from 'node:http';
import { Refusal } from './refusal.ts';

/** Something a store does in place of an honest answer. */
export type Script = (response: ServerResponse) => void;

/** An error of S3's. */
export const refuses =
  (status: number, code: string, message?: string): Script =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(new Refusal(status, code, message).xml());
  };

/** A page, such as a proxy's. */
export const page =
  (status: number, body: string, type = 'text/html'): Script =>
  (response) => {
    response.writeHead(status, { 'content-type': type }).end(body);
  };

/** The object is stored, but that is said only after `headMs`, and said to the end after `bodyMs` more. */
export const dawdles =
  (headMs: number, bodyMs: number): Script =>
  (response) => {
    setTimeout(() => response.writeHead(200, { etag: '"x"' }).flushHeaders(), headMs);
    setTimeout(() => response.end(), headMs + bodyMs);
  };

/** The connection is cut without an answer. */
export const resets: Script = (response) => {
  response.socket?.destroy();
};

/** No answer ever comes. */
export const hangs: Script = () => {};

/** The head of an answer comes and half of its body, then the connection is cut. */
export const breaksOff: Script = (response) => {
  response.writeHead(200, { etag: '"x"', 'content-length': 100 }).write('half of it');
  setTimeout(() => response.socket?.destroy(), 20);
};

/** The head of an answer comes, and nothing more. */
export const stalls: Script = (response) => {
  response.writeHead(200, { etag: '"x"', 'content-length': 100 }).write('half of it');
};

/** The head of an answer comes, line by line, and never ends. */
export const drips: Script = ({ socket }) => {
  socket?.write('HTTP/1.1 200 OK\r\n');
  const timer = setInterval(() => socket?.write('x-more: to come\r\n'), 20);
  socket?.once('close', () => clearInterval(timer));
};

/** Something that is not HTTP at all. */
export const babbles: Script = (response) => {
  response.socket?.end('220 mail.example.com ESMTP\r\n');
};
