import type { IncomingMessage, RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { type ApiCall, accessesIn } from '../access/api-calls.ts';
import { credentialOf } from '../access/credential.ts';
import { own } from '../own.ts';

/** An error in the format of AWS services: SDKs derive the exception's name from its type. */
export class ServiceError extends Error {
  override name = 'ServiceError' as const;
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** The handler of one `X-Amz-Target`. */
export type Action = (input: unknown) => object;

/** An action that validates its input first. */
export const action =
  <Schema extends z.ZodType>(input: Schema, act: (input: z.infer<Schema>) => object): Action =>
  (given) => {
    const parsed = input.safeParse(given);
    if (!parsed.success)
      throw new ServiceError('ValidationException', z.prettifyError(parsed.error));
    return act(parsed.data);
  };

/**
 * Serves actions over AWS JSON 1.1, the protocol of KMS, Secrets Manager and EventBridge.
 *
 * @param onCall is called with each signed call
 */
export const serveAwsJson =
  (
    actions: Readonly<Record<string, Action>>,
    onCall: (call: ApiCall) => void = () => {},
  ): RequestListener =>
  async (request, response) => {
    const { status, body } = await respond(request, actions, onCall);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  };

const respond = async (
  request: IncomingMessage,
  actions: Readonly<Record<string, Action>>,
  onCall: (call: ApiCall) => void,
): Promise<{ status: number; body: object }> => {
  try {
    const target = String(request.headers['x-amz-target']);
    const act = own(actions, target);
    if (act === undefined) {
      throw new ServiceError(
        'UnknownOperationException',
        `the local stack does not support ${target}`,
      );
    }
    const input = JSON.parse(await text(request));
    const credential = credentialOf(request.headers);
    if (credential) onCall({ ...credential, needed: accessesIn(target, input) });
    return { status: 200, body: act(input) };
  } catch (error) {
    if (!(error instanceof ServiceError)) {
      return { status: 500, body: { __type: 'InternalFailure', message: String(error) } };
    }
    return { status: 400, body: { __type: error.type, message: error.message } };
  }
};
