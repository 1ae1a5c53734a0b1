import { createServer, type RequestListener } from 'node:http';
import type { ApiCall } from './access/api-calls.ts';
import { DeniedCalls } from './access/denied-calls.ts';
import { Identities } from './access/identities.ts';
import { roleSource } from './access/role-source.ts';
import { close, listen } from './listen.ts';
import type { LocalStackOptions } from './local-stack-options.ts';
import { type SqsAndS3, startSqsAndS3 } from './queues/sqs-and-s3-server.ts';
import type { Server } from './server.ts';
import { startDynamoDbThread } from './tables/dynamodb-thread.ts';

/** An HTTP server whose request listener is set once the template is known. */
interface HttpServer extends Server {
  serve(listener: RequestListener): void;
}

/** All servers of the local stack. */
export interface Servers {
  readonly http: HttpServer;
  readonly dynamodb: Server;
  readonly sqsAndS3: SqsAndS3;
  /** KMS, Secrets Manager, EventBridge and STS. */
  readonly secrets: HttpServer;
  /** The roles, and the sessions that STS issued and S3 accepts. */
  readonly identities: Identities;
  readonly deniedCalls: DeniedCalls;
}

/** Binds all ports first, so that a port in use is reported before the slow work begins. */
export const startServers = async (
  options: LocalStackOptions,
  opened: AsyncDisposableStack,
): Promise<Servers> => {
  const keep = <S extends Server>(server: S): S => {
    opened.defer(() => server.stop());
    return server;
  };
  const identities = new Identities(roleSource(options.roles));
  const deniedCalls = new DeniedCalls(identities, options.log);
  const onCall = (call: ApiCall) => deniedCalls.check(call);
  return {
    identities,
    deniedCalls,
    http: keep(await startHttp(options.port, 'PORT')),
    dynamodb: keep(await startDynamoDbThread(options.dynamodbPort, onCall)),
    sqsAndS3: keep(await startSqsAndS3(options.awsPort, options.dataFolder, identities, onCall)),
    secrets: keep(await startHttp(options.kmsPort, 'LOCAL_KMS_PORT')),
  };
};

const startHttp = async (port: number, variable: string): Promise<HttpServer> => {
  let listener: RequestListener = (_, response) => {
    response.writeHead(503, { 'content-type': 'application/json' });
    response.end('{"message":"Service Unavailable"}');
  };
  const server = createServer((request, response) => listener(request, response));
  const url = await listen(server, port, variable);
  return {
    url,
    stop: () => close(server),
    serve: (next) => {
      listener = next;
    },
  };
};
