import type {
  GetSecretValueCommandInput,
  GetSecretValueCommandOutput,
} from '@aws-sdk/client-secrets-manager';
import type { CallOptions } from './aws-caller.ts';
import type { AwsContext } from './aws-context.ts';
import { type CallJson, jsonCalls, jsonOf } from './aws-json.ts';

/** Reads from Secrets Manager. */
export class SecretStore {
  readonly #call: CallJson;

  constructor(context: AwsContext) {
    this.#call = jsonCalls(context, {
      service: 'secretsmanager',
      target: 'secretsmanager',
      version: '1.1',
    });
  }

  /** Returns a secret's text. */
  async getSecretValue(
    input: GetSecretValueCommandInput,
    options?: CallOptions,
  ): Promise<Pick<GetSecretValueCommandOutput, 'SecretString'>> {
    return JSON.parse(await this.#call('GetSecretValue', jsonOf(input), options));
  }
}
