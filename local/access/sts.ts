import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Element, xml } from '../xml.ts';
import { assumeRole } from './assume-role.ts';
import { credentialOf } from './credential.ts';
import type { Identities, Refusal } from './identities.ts';
import type { Session } from './sessions.ts';
import { StsError } from './sts-error.ts';

const NAMESPACE = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';

/** Serves STS in the AWS Query protocol: forms in, XML out. Its only action is AssumeRole. */
export const serveSts =
  (identities: Identities): RequestListener =>
  async (request, response) => {
    const { status, body } = await handleAction(identities, request);
    response.writeHead(status, { 'content-type': 'text/xml' });
    response.end(xml(body));
  };

const handleAction = async (
  identities: Identities,
  request: IncomingMessage,
): Promise<{ status: number; body: Element }> => {
  try {
    const parameters = Object.fromEntries(new URLSearchParams(await text(request)));
    const credential = credentialOf(request.headers);
    if (credential === undefined) throw REFUSALS.missing;
    const caller = identities.authenticate(credential);
    if (typeof caller === 'string') throw REFUSALS[caller];
    if (parameters.Action !== 'AssumeRole') {
      throw new StsError('InvalidAction', `the local stack does not support ${parameters.Action}`);
    }
    const { region } = credential;
    return { status: 200, body: assumed(assumeRole(identities, { caller, region, parameters })) };
  } catch (error) {
    return failed(
      error instanceof StsError ? error : new StsError('InternalFailure', String(error), 500),
    );
  }
};

const INVALID = new StsError(
  'InvalidClientTokenId',
  'The security token included in the request is invalid.',
  403,
);

const REFUSALS: Readonly<Record<Refusal | 'missing', StsError>> = {
  missing: new StsError(
    'MissingAuthenticationToken',
    'Request is missing Authentication Token',
    403,
  ),
  unknown: INVALID,
  'wrong token': INVALID,
  expired: new StsError(
    'ExpiredToken',
    'The security token included in the request is expired',
    403,
  ),
};

const assumed = ({ arn, expiration, ...credentials }: Session): Element => [
  `AssumeRoleResponse ${NAMESPACE}`,
  [
    [
      'AssumeRoleResult',
      [
        [
          'AssumedRoleUser',
          [
            ['AssumedRoleId', `AROAIOSFODNN7EXAMPLE:${arn.split('/').at(-1)}`],
            ['Arn', arn],
          ],
        ],
        [
          'Credentials',
          [
            ['AccessKeyId', credentials.accessKeyId],
            ['SecretAccessKey', credentials.secretAccessKey],
            ['SessionToken', credentials.sessionToken],
            ['Expiration', expiration?.toISOString().replace(/\.\d+/, '') ?? ''],
          ],
        ],
      ],
    ],
    ['ResponseMetadata', [['RequestId', randomUUID()]]],
  ],
];

const failed = ({ code, message, status }: StsError): { status: number; body: Element } => ({
  status,
  body: [
    `ErrorResponse ${NAMESPACE}`,
    [
      [
        'Error',
        [
          ['Type', status >= 500 ? 'Receiver' : 'Sender'],
          ['Code', code],
          ['Message', message],
        ],
      ],
      ['RequestId', randomUUID()],
    ],
  ],
});
