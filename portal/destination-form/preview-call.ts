import type { PreviewBody } from '../../lambdas/delivery/preview.operations.ts';
import type { CallError } from '../api.ts';
import { splitMember } from '../data/json-text.ts';
import { useCall } from '../use-call.ts';
import { useDebounced } from '../use-debounced.ts';
import { fieldValue } from './field-rules.ts';
import type { FormState } from './form-state.ts';
import { type Sample, sampleEvent } from './sample-event.ts';
import { layoutOf } from './type-layout.ts';

/** What would be written, with the exact text of the body. */
export interface Preview extends Omit<PreviewBody, 'body'> {
  readonly body: string;
}

interface PreviewCall {
  readonly sample: Sample | undefined;
  readonly preview: Preview | undefined;
  readonly error: CallError | undefined;
  readonly isLoading: boolean;
}

const PAUSE_MS = 300;

/** The object that the next event would become, after every pause in the viewer's typing. */
export const usePreview = (form: FormState): PreviewCall => {
  const { topics, allTopics, type } = form.values;
  const wanted = useDebounced(allTopics ? '' : topics.join(), PAUSE_MS);
  const sample = useCall(
    (api, signal) => sampleEvent(api, wanted === '' ? [] : wanted.split(','), new Date(), signal),
    [wanted],
  );
  const config = useDebounced(JSON.stringify(previewConfig(form)), PAUSE_MS);
  const event = sample.data?.text;
  const call = useCall(
    event === undefined
      ? undefined
      : async (api, signal): Promise<Preview> => {
          const bodyText = `{"type":${JSON.stringify(type)},"config":${config},"event":${event}}`;
          const path = '/destinations/preview';
          const { data, text } = await api.fetch<PreviewBody>('POST', path, { bodyText, signal });
          return { ...data, body: splitMember(text, 'body')?.member ?? '' };
        },
    [config, event],
  );
  return {
    sample: sample.data,
    preview: call.data,
    error: call.error ?? sample.error,
    isLoading: call.isLoading,
  };
};

const previewConfig = ({ description, values, excluded }: FormState) => {
  const { sample } = layoutOf(description.type, description.config_fields);
  const given = Object.entries(values.config).filter(
    ([name, value]) => value !== '' && !excluded.includes(name),
  );
  const missing = Object.entries(sample).filter(([name]) => fieldValue(values.config, name) === '');
  return Object.fromEntries([...missing, ...given]);
};
