import { LocalStackError } from './local-stack-error.ts';
import type { LocalStackOptions } from './local-stack-options.ts';
import { own } from './own.ts';
import { runTemplate } from './run-template.ts';
import { startServers } from './servers.ts';
import { nameResources } from './template/names.ts';
import type { Assembly } from './template/template.ts';

/** A running local stack. */
export interface LocalStack {
  /** The HTTP API's URL. */
  readonly url: string;
  readonly publishQueueUrl: string;
  /** The bucket for the payloads of messages that are too large for the queue. */
  readonly largeEventsBucket: string;
  /** The S3 endpoint; it also serves SQS. */
  readonly objectStoreUrl: string;
  readonly dynamodbUrl: string;
  /** The endpoint of KMS, Secrets Manager, EventBridge and STS. */
  readonly kmsUrl: string;
  readonly apiKey: string;
  /** The calls of functions that their roles do not allow, in words. */
  deniedCalls(): readonly string[];
  /** Stops everything that the local stack started. */
  stop(): Promise<void>;
}

/** Starts a local stack from the template that `assemble` returns. */
export const openLocalStack = async (
  assemble: (opened: AsyncDisposableStack) => Promise<Assembly>,
  options: LocalStackOptions,
): Promise<LocalStack> => {
  await using opened = new AsyncDisposableStack();
  const servers = await startServers(options, opened);
  const assembly = await assemble(opened);
  const names = nameResources(assembly, servers.sqsAndS3.queueUrl);
  await runTemplate({ assembly, names, servers, options, opened });
  const started = {
    url: servers.http.url,
    publishQueueUrl: outputOf(assembly, 'PublishQueueUrl', names.resolve),
    largeEventsBucket: outputOf(assembly, 'LargeEventsBucketName', names.resolve),
    objectStoreUrl: servers.sqsAndS3.url,
    dynamodbUrl: servers.dynamodb.url,
    kmsUrl: servers.secrets.url,
    apiKey: options.apiKey,
    deniedCalls: () => servers.deniedCalls.list(),
  };
  const running = opened.move();
  return { ...started, stop: () => running.disposeAsync() };
};

const outputOf = (
  { template }: Assembly,
  name: string,
  resolve: (value: unknown) => unknown,
): string => {
  const value = resolve(own(template.Outputs, name)?.Value);
  if (typeof value !== 'string') throw new LocalStackError(`the template has no output ${name}`);
  return value;
};
