import { startWire, type Wire } from '../../platform/aws/calls/wire.ts';

/** A call of AssumeRole, and who made it. */
export interface Assumed {
  readonly caller: string;
  readonly token: string | undefined;
  readonly host: string | undefined;
  readonly input: Readonly<Record<string, string>>;
}

/** How a role answers: `granted`, or STS's error code, which a message may follow after a colon. */
export type Answer = 'granted' | string;

/** A role that demands the external id `waybill-1` and knows no other region. */
export const demanding = ({ input: { ExternalId } }: Assumed): Answer =>
  ExternalId === 'waybill-1' ? 'granted' : 'AccessDenied';

/** An STS for tests that records its calls and grants or denies them. */
export interface SmallSts {
  readonly calls: Assumed[];
  readonly wire: Wire;
  /** How the access role answers. @default granted */
  access: Answer;
  /** Decides about customers' roles. @default demanding */
  decide: (call: Assumed) => Answer | Promise<Answer>;
  /** Time that the sessions of customers' roles have. @default 3,600,000 */
  lifetimeMs: number;
  /** The sessions of customers' roles, by access key id. */
  readonly tokens: Map<string, string>;
  stop(): void;
}

const ACCESS_ROLE = 'role/waybill-local-us-east-1-access';

/** Starts the server. */
export async function startSmallSts(now: () => Date): Promise<SmallSts> {
  const sts: Omit<SmallSts, 'wire' | 'stop'> = {
    calls: [],
    access: 'granted',
    decide: demanding,
    lifetimeMs: 3_600_000,
    tokens: new Map(),
  };
  const wire = await startWire(async (response, { headers, body }) => {
    const call = {
      caller: /Credential=([^/]*)/.exec(headers.authorization ?? '')?.[1] ?? '',
      token: headers['x-amz-security-token']?.toString(),
      host: headers.host,
      input: Object.fromEntries(new URLSearchParams(body.toString())),
    };
    sts.calls.push(call);
    const isAccess = call.input.RoleArn?.endsWith(ACCESS_ROLE);
    const answer = isAccess ? sts.access : await sts.decide(call);
    const id = `ASIA${isAccess ? 'ACCESS' : 'ROLE'}${sts.calls.length}`;
    if (answer === 'granted' && !isAccess) sts.tokens.set(id, `token-of-${id}`);
    const expiration = new Date(now().getTime() + (isAccess ? 3_600_000 : sts.lifetimeMs));
    const isGranted = answer === 'granted';
    const status = isGranted ? 200 : answer === 'InternalFailure' ? 500 : 403;
    response.writeHead(status, { 'content-type': 'text/xml' });
    response.end(isGranted ? granted(id, expiration) : refused(answer));
  });
  return Object.assign(sts, { wire, stop: () => wire.stop() });
}

const granted = (id: string, expiration: Date) =>
  `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>secret-of-${id}</SecretAccessKey><SessionToken>token-of-${id}</SessionToken><Expiration>${expiration.toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

const refused = (answer: string) => {
  const [code, message = 'Refused.'] = answer.split(/: (.*)/s);
  return `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
};
