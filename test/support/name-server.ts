import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import ipaddr from 'ipaddr.js';

/** A running name server. */
export interface NameServer {
  /** Resolves with this server only. */
  readonly resolver: Resolver;
  /** The names that were queried, once per record type. */
  readonly asked: string[];
  stop(): void;
}

/**
 * A local name server. It answers with the addresses that `addressesOf` currently returns, and does
 * not answer at all when that returns undefined.
 */
export const startNameServer = async (
  addressesOf: (hostname: string) => readonly string[] | undefined,
): Promise<NameServer> => {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const question = questionIn(query);
    asked.push(question.hostname);
    const addresses = addressesOf(question.hostname);
    if (addresses) socket.send(answer(query, question, addresses), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const resolver = new Resolver({ timeout: 2_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  return { resolver, asked, stop: () => socket.close() };
};

/** DNS record type numbers of address records, by address length in bytes. */
const types: Readonly<Record<number, number>> = { 4: 1, 16: 28 };

interface Question {
  readonly hostname: string;
  readonly type: number;
  /** The end of the question in the message. */
  readonly end: number;
}

/** RFC 1035 section 4.1: a header of 12 bytes, then the name as labels, type and class. */
const questionIn = (query: Buffer): Question => {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { hostname: labels.join('.'), type: query.readUInt16BE(at + 1), end: at + 5 };
};

const answer = (query: Buffer, { type, end }: Question, addresses: readonly string[]): Buffer => {
  const records = addresses
    .map((address) => Buffer.from(ipaddr.parse(address).toByteArray()))
    .filter((address) => types[address.length] === type)
    .map((address) => record(type, address));
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(addresses.length === 0 ? 0x8183 : 0x8180, 2); // NXDOMAIN or success
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, query.subarray(12, end), ...records]);
};

const record = (type: number, address: Buffer): Buffer => {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0); // compression pointer to the queried name
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4); // class IN, TTL 0
  head.writeUInt16BE(address.length, 10);
  return Buffer.concat([head, address]);
};
