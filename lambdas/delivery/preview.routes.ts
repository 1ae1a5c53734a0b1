import type { BatchPreview } from '../destination-types/batching.ts';
import type { ConfigSettings, Preview } from '../destination-types/destination-type.ts';
import type { Usage } from '../destination-types/guides.ts';
import { requireSettings, typeCalled } from '../destinations/validate-destination.ts';
import { type Event, jsonBytes } from '../events/event.ts';
import { ValidationError } from '../platform/errors.ts';
import {
  type HttpRequest,
  type HttpResponse,
  loadCurrentTenants,
  parseBody,
  type Route,
} from '../platform/http/http-request.ts';
import { MAX_EVENT_TEXT_BYTES } from '../platform/http/validation.ts';
import { JsonText } from '../platform/json/json.ts';
import type { WorkLimit } from '../platform/rate-limit/work-limit.ts';
import { type PreviewBody, PreviewInput, previewDelivery } from './preview.operations.ts';
import { estimateCost, type Owner, type Rate } from './preview-cost.ts';
import { sampleEvents } from './sample-events.ts';

/** Dependencies of the preview route. */
export interface PreviewDeps {
  readonly settings: ConfigSettings;
  /** Limits the CPU time spent on each tenant's config. */
  readonly work: WorkLimit;
  /** Measures the rate of a destination. */
  readonly currentRate: (owner: Owner, destinationId: string) => Promise<Rate>;
  readonly now: () => Date;
}

/**
 * `POST /destinations/preview`: returns what a destination would receive for an event, without writing it.
 */
export const previewRoutes = (deps: PreviewDeps): Route[] => [
  { ...previewDelivery, handle: (request) => preview(deps, request) },
];

async function preview(deps: PreviewDeps, request: HttpRequest): Promise<HttpResponse> {
  const { body, subject } = request;
  const input = parseBody(PreviewInput, body, MAX_EVENT_TEXT_BYTES);
  const type = typeCalled(input.type);
  const config = requireSettings(type.parseConfig(input.config ?? {}, deps.settings));
  const events = sampleEvents(body, input, deps.now());
  const target = { config, delivery_metadata: input.delivery_metadata ?? {} };
  const owner = subject ?? events[0].tenant_id;
  const previewBatches = type.batchPreview(config);
  if (!previewBatches && input.events) {
    throw new ValidationError(['events requires config.format ndjson: send event instead']);
  }
  const { preview, usage } = await deps.work.timed(owner, () =>
    previewBatches
      ? previewOfBatches(
          previewBatches(events, target, deps.settings, deps.now().toISOString()),
          events,
        )
      : previewOfObject(type.preview(events[0], target, deps.settings)),
  );
  const rate = await loadRate(deps, input, request);
  const cost = rate && { rate, cost: estimateCost(input.type, config, usage, rate) };
  return { status: 200, body: { ...preview, ...cost } };
}

/** The objects of a preview, and the cost of writing them. */
interface PreviewResult {
  readonly preview: PreviewBody;
  readonly usage: Omit<Usage, 'events_per_second'>;
}

async function previewOfObject(previewing: Promise<Preview>): Promise<PreviewResult> {
  const written = await previewing;
  if ('error' in written) throw new ValidationError([written.error]);
  const { location, headers, metadata, body, bytes } = written;
  return {
    preview: { key: location, headers, metadata, body: new JsonText(body) },
    usage: { object_bytes: bytes },
  };
}

async function previewOfBatches(
  previewing: Promise<BatchPreview>,
  events: readonly Event[],
): Promise<PreviewResult> {
  const written = await previewing;
  if ('error' in written) throw new ValidationError([written.error]);
  const objects = written.batches.map(({ location, rows, ...batch }) => ({
    key: location,
    ...batch,
    rows: new JsonText(`[${rows.join(',')}]`),
  }));
  const [first] = written.batches;
  if (first === undefined) throw new Error('events have at least one partition');
  const { location: key, headers, metadata, rows } = first;
  const preview = { key, headers, metadata, body: new JsonText(rows[0] ?? '{}'), objects };
  const object_bytes = objects.reduce((sum, { bytes }) => sum + bytes, 0);
  const json_bytes = events.reduce((sum, event) => sum + jsonBytes(event), 0);
  return { preview, usage: { object_bytes, batch: { events: events.length, json_bytes } } };
}

/** Returns the rate to compute the cost at; undefined when the request asks for no cost. */
async function loadRate(
  { currentRate }: PreviewDeps,
  { events_per_second, destination_id, event, events }: PreviewInput,
  request: HttpRequest,
): Promise<Rate | undefined> {
  if (typeof events_per_second === 'number') return { events_per_second };
  if (typeof destination_id !== 'string') return undefined;
  const tenant_id = request.subject ?? (event ?? events?.[0])?.tenant_id;
  if (typeof tenant_id !== 'string') {
    const field = event ? 'event' : 'events[0]';
    throw new ValidationError([`${field}.tenant_id is required with destination_id`]);
  }
  const currentTenants = await loadCurrentTenants([tenant_id], request);
  return currentRate({ tenant_id, currentTenants }, destination_id);
}
