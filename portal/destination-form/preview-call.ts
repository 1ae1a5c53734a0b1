import type { PreviewBody } from '../../lambdas/delivery/preview.operations.ts';
import type { CostBody } from '../../lambdas/destination-types/aws-s3/cost/cost.ts';
import type { CallError } from '../api.ts';
import { useCall } from '../use-call.ts';
import { useDebounced } from '../use-debounced.ts';
import { fieldValue } from './field-rules.ts';
import type { FormState } from './form-state.ts';
import { type PreviewedObject, previewedObjects } from './previewed-objects.ts';
import { type Samples, sampleEvents } from './sample-events.ts';
import { isBatchFormat, layoutOf } from './type-layout.ts';

interface PreviewCall {
  readonly samples: Samples | undefined;
  /** The objects that would be written: one for an event, or several for batches. */
  readonly objects: readonly PreviewedObject[] | undefined;
  /** What a million events a month would cost the customer. */
  readonly cost: CostBody | undefined;
  readonly error: CallError | undefined;
  readonly isLoading: boolean;
}

const PAUSE_MS = 300;

/** The number of events in a preview of batches. */
const BATCH_EVENTS = 20;

/** A million events in a month of 730 hours. */
const EVENTS_PER_SECOND = 1_000_000 / (730 * 3600);

/** The objects that the next events would become, after every pause in the viewer's typing. */
export const usePreview = (form: FormState): PreviewCall => {
  const { topics, allTopics, type, deliveryMetadata: delivery_metadata } = form.values;
  const wanted = useDebounced(allTopics ? '' : topics.join(), PAUSE_MS);
  const config = useDebounced(JSON.stringify(previewConfig(form)), PAUSE_MS);
  const { format } = layoutOf(type, form.description.config_fields);
  const isBatched = isBatchFormat(fieldValue(JSON.parse(config), format ?? ''));
  const samples = useCall(
    (api, signal) =>
      sampleEvents(
        api,
        wanted === '' ? [] : wanted.split(','),
        isBatched ? BATCH_EVENTS : 1,
        signal,
      ),
    [wanted, isBatched],
  );
  const [first] = samples.data?.events ?? [];
  const events = isBatched ? `"events":[${samples.data?.events}]` : `"event":${first}`;
  const call = useCall(
    first === undefined
      ? undefined
      : async (api, signal) => {
          const known = { type, delivery_metadata, events_per_second: EVENTS_PER_SECOND };
          const bodyText = `${JSON.stringify(known).slice(0, -1)},"config":${config},${events}}`;
          const path = '/destinations/preview';
          const { data, text } = await api.fetch<PreviewBody>('POST', path, { bodyText, signal });
          return { objects: previewedObjects(data, text), cost: data.cost as CostBody | undefined };
        },
    [config, events],
  );
  return {
    samples: samples.data,
    objects: call.data?.objects,
    cost: call.data?.cost,
    error: call.error ?? samples.error,
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
