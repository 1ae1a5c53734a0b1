import type { CandidateBody } from '../../lambdas/destinations/tests.operations.ts';
import type { Api } from '../api.ts';

const PAUSE_MS = 1500;
const MAX_READS = 40;

/** Tests an unsaved destination. If the test takes longer than the request, polls until it ends. */
export const runTest = async (api: Api, body: object): Promise<CandidateBody> => {
  const path = '/tenants/{tenant}/destinations/test';
  let response = await api.fetch<CandidateBody>('POST', path, { body });
  for (let reads = 0; response.status === 202 && reads < MAX_READS; reads += 1) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    response = await api.fetch<CandidateBody>('GET', `${path}/${response.data.id}`);
  }
  return response.data;
};
