import type { Description } from '../../lambdas/destination-types/description.ts';
import type { Api } from '../api.ts';

/** What every form of a destination needs: the types, and the topics of the stage. */
export interface FormData {
  readonly types: readonly Description[];
  /** Empty if any topic is accepted. */
  readonly topics: readonly string[];
}

export const formData = async (api: Api, signal: AbortSignal): Promise<FormData> => {
  const [types, topics] = await Promise.all([
    api.call<Description[]>('GET', '/destination-types', { signal }),
    api.call<string[]>('GET', '/topics', { signal }),
  ]);
  return { types, topics };
};
