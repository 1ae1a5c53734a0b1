import { hash } from 'node:crypto';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import type { ExchangeResponse } from '../../http/http-exchange.ts';
import { AwsCaller, type CallOptions } from './aws-caller.ts';
import type { AwsContext } from './aws-context.ts';
import { AwsError } from './aws-error.ts';
import type { Credentials } from './sigv4.ts';

/** The parameters of AssumeRole that are sent. */
type AssumeRoleInput = Required<
  Pick<AssumeRoleCommandInput, 'RoleArn' | 'RoleSessionName' | 'DurationSeconds'>
> &
  Pick<AssumeRoleCommandInput, 'ExternalId' | 'Policy'>;

export interface SessionCredentials extends Credentials {
  readonly expiration: Date;
}

/** Calls the Security Token Service, at the endpoint of the context's region. */
export class SecurityTokens {
  readonly #caller: AwsCaller;

  constructor(context: AwsContext) {
    this.#caller = new AwsCaller(context, 'sts', { check: () => undefined, errorIn });
  }

  /**
   * Assumes a role.
   * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
   */
  async assumeRole(input: AssumeRoleInput, options?: CallOptions): Promise<SessionCredentials> {
    const parameters = new URLSearchParams({ Action: 'AssumeRole', Version: '2011-06-15' });
    for (const [name, value] of Object.entries(input)) {
      if (value !== undefined) parameters.set(name, String(value));
    }
    const body = parameters.toString();
    const origin = this.#caller.endpoint;
    const response = await this.#caller.call(
      {
        method: 'POST',
        origin,
        path: origin.pathname,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-amz-content-sha256': hash('sha256', body),
        },
        body,
      },
      options,
    );
    return credentialsIn(response.body?.toString() ?? '');
  }
}

function credentialsIn(xml: string): SessionCredentials {
  const accessKeyId = textIn(xml, 'AccessKeyId');
  const secretAccessKey = textIn(xml, 'SecretAccessKey');
  const sessionToken = textIn(xml, 'SessionToken');
  const expiration = new Date(textIn(xml, 'Expiration') ?? '');
  if (!accessKeyId || !secretAccessKey || !sessionToken || Number.isNaN(expiration.getTime())) {
    throw new AwsError('IncompleteResponse', 'the response of STS has no credentials', {
      // Treated like the response of a broken gateway.
      httpStatusCode: 502,
      requestId: textIn(xml, 'RequestId'),
    });
  }
  return { accessKeyId, secretAccessKey, sessionToken, expiration };
}

/** The text of an element. Codes, keys and tokens have no characters that XML escapes. */
const textIn = (xml: string, element: string): string | undefined =>
  new RegExp(`<${element}>\\s*([^<]*?)\\s*</${element}>`).exec(xml)?.[1];

function errorIn({ status, body }: ExchangeResponse): AwsError {
  const xml = body?.toString() ?? '';
  return new AwsError(textIn(xml, 'Code') ?? 'UnknownError', textIn(xml, 'Message') ?? '', {
    httpStatusCode: status,
    requestId: textIn(xml, 'RequestId'),
  });
}
