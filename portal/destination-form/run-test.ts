import type { CandidateBody } from '../../lambdas/destinations/tests.operations.ts';
import type { Api } from '../api.ts';
import { destinationPath } from '../data/destination-path.ts';

const PAUSE_MS = 1500;
const MAX_READS = 40;

/** Tests an unsaved destination. If the test takes longer than the request, polls until it ends. */
export const runTest = async (api: Api, body: object): Promise<CandidateBody> => {
  let response = await api.fetch<CandidateBody>('POST', destinationPath('test'), { body });
  for (let reads = 0; response.status === 202 && reads < MAX_READS; reads += 1) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    response = await api.fetch<CandidateBody>('GET', destinationPath('test', response.data.id));
  }
  return response.data;
};
