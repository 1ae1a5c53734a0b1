import { type Closing, closing } from './closing.ts';
import { HouseFault } from './house-fault.ts';
import type { HouseOptions } from './house-options.ts';
import { runTemplate } from './run-template.ts';
import { startServers } from './servers.ts';
import { nameResources } from './template/names.ts';
import type { Assembly } from './template/template.ts';

/** A running house. */
export interface House {
  /** The HTTP API. */
  readonly url: string;
  readonly publishQueueUrl: string;
  /** S3; SQS answers there, too. */
  readonly objectStoreUrl: string;
  readonly dynamodbUrl: string;
  /** KMS and Secrets Manager. */
  readonly kmsUrl: string;
  readonly apiKey: string;
  /** Ends everything the house started. */
  stop(): Promise<void>;
}

/** Opens a house on the template that `assemble` comes up with. */
export const openHouse = async (
  assemble: (opened: Closing) => Promise<Assembly>,
  options: HouseOptions,
): Promise<House> => {
  const opened = closing();
  try {
    const servers = await startServers(options, opened);
    const assembly = await assemble(opened);
    const names = nameResources(assembly, servers.sqsAndS3.queueUrl);
    await runTemplate({ assembly, names, servers, options, opened });
    return {
      url: servers.http.url,
      publishQueueUrl: publishQueueUrl(assembly, names.resolve),
      objectStoreUrl: servers.sqsAndS3.url,
      dynamodbUrl: servers.dynamodb.url,
      kmsUrl: servers.secrets.url,
      apiKey: options.apiKey,
      stop: opened.close,
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
};

const publishQueueUrl = ({ template }: Assembly, resolve: (value: unknown) => unknown): string => {
  const url = resolve(template.Outputs.PublishQueueUrl?.Value);
  if (typeof url !== 'string') throw new HouseFault('the template has no output PublishQueueUrl');
  return url;
};
