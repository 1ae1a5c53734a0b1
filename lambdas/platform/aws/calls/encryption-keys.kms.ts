import type { DecryptCommandInput, EncryptCommandInput } from '@aws-sdk/client-kms';
import type { CallOptions } from './aws-caller.ts';
import type { AwsContext } from './aws-context.ts';
import { type CallJson, jsonCalls, jsonOf } from './aws-json.ts';

/** Encrypts and decrypts with KMS. */
export class EncryptionKeys {
  readonly #call: CallJson;

  constructor(context: AwsContext) {
    this.#call = jsonCalls(context, { service: 'kms', target: 'TrentService', version: '1.1' });
  }

  async encrypt(input: EncryptCommandInput, options?: CallOptions) {
    const output = JSON.parse(await this.#call('Encrypt', jsonOf(input), options));
    return { CiphertextBlob: Buffer.from(output.CiphertextBlob, 'base64') };
  }

  async decrypt(input: DecryptCommandInput, options?: CallOptions) {
    const output = JSON.parse(await this.#call('Decrypt', jsonOf(input), options));
    return { Plaintext: Buffer.from(output.Plaintext, 'base64') };
  }
}
