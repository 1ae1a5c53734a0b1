import { startFauxqs } from 'fauxqs';
import { HOST, takingPort } from '../listening.ts';
import type { Server } from '../server.ts';
import { ACCOUNT, REGION } from '../template/names.ts';
import { takeAllCharacters } from './fauxqs-characters.ts';
import { makeQueuesFair } from './fauxqs-groups.ts';

/** SQS and S3 on one machine. Queues live in memory, objects are files. */
export interface SqsAndS3 extends Server {
  queueUrl(name: string): string;
  createQueue(name: string, attributes: Record<string, string>): void;
  createBucket(name: string): void;
}

/** Starts the server, with objects under `folder`. */
export const startSqsAndS3 = async (port: number, folder: string): Promise<SqsAndS3> => {
  await takeAllCharacters();
  await makeQueuesFair();
  const server = await takingPort(port, 'LOCAL_AWS_PORT', () =>
    startFauxqs({ port, logger: false, defaultRegion: REGION, s3StorageDir: folder }),
  );
  const url = `http://${HOST}:${server.port}`;
  return {
    url,
    stop: () => server.stop(),
    // With an address for a host, a queue is found by name, whatever region the caller signs for.
    queueUrl: (name) => `${url}/${ACCOUNT}/${name}`,
    createQueue: (name, attributes) => {
      server.createQueue(name, { attributes });
    },
    createBucket: (name) => {
      server.createBucket(name);
    },
  };
};
