import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A private key and its certificate in PEM, as TLS servers expect them. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * A self-signed certificate for `names`. A client that trusts it trusts a server that presents it.
 */
export const aCertificate = (...names: string[]): Certificate => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const facts = sequence(
    tagged(0xa0, integer(Buffer.of(2))), // version 3
    integer(Buffer.concat([Buffer.of(1), randomBytes(15)])), // serial number
    ecdsaWithSha256,
    name, // issuer
    sequence(time('20200101000000Z'), time('99991231235959Z')),
    name, // subject
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(alternativeNames(names))),
  );
  const signature = sign('sha256', facts, privateKey);
  const der = sequence(facts, ecdsaWithSha256, tagged(0x03, Buffer.of(0), signature));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`,
  };
};

/** DER (X.690): tag, length, content. */
const tagged = (tag: number, ...contents: Buffer[]): Buffer => {
  const content = Buffer.concat(contents);
  const size = Buffer.alloc(2);
  size.writeUInt16BE(content.length);
  const length = content.length < 128 ? size.subarray(1) : Buffer.concat([Buffer.of(0x82), size]);
  return Buffer.concat([Buffer.of(tag), length, content]);
};

const sequence = (...contents: Buffer[]): Buffer => tagged(0x30, ...contents);
const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes);
const time = (text: string): Buffer => tagged(0x18, Buffer.from(text));
const identifier = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'));

/** 1.2.840.10045.4.3.2 */
const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'));

/** 2.5.4.3, the common name. */
const name = sequence(
  tagged(0x31, sequence(identifier('550403'), tagged(0x0c, Buffer.from('a store for tests')))),
);

/** 2.5.29.17, the hosts it is for. */
const alternativeNames = (names: readonly string[]): Buffer => {
  const hosts = names.map((host) => tagged(0x82, Buffer.from(host)));
  return sequence(identifier('551d11'), tagged(0x04, sequence(...hosts)));
};
