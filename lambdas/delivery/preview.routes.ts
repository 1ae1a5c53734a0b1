import type { ConfigSettings } from '../destination-types/destination-type.ts';
import { settingsOf, typeCalled } from '../destinations/validate-destination.ts';
import { ValidationError } from '../platform/errors.ts';
import {
  type HttpRequest,
  type HttpResponse,
  parseBody,
  presentAmong,
  type Route,
} from '../platform/http/http-request.ts';
import { MAX_EVENT_TEXT_BYTES } from '../platform/http/validation.ts';
import { JsonText, memberTexts } from '../platform/json/json.ts';
import type { WorkLimit } from '../platform/rate-limit/work-limit.ts';
import { type Publication, parseEvent, rejectionError } from '../publishing/parse-event.ts';
import { type PreviewBody, PreviewInput, previewDelivery } from './preview.operations.ts';
import { costAt, type Owner, type Rate } from './preview-cost.ts';

/** Dependencies of the preview route. */
export interface PreviewDeps {
  readonly settings: ConfigSettings;
  /** Limits the CPU time spent on each tenant's config. */
  readonly work: WorkLimit;
  /** Measures the rate of a destination. */
  readonly presentRate: (owner: Owner, destinationId: string) => Promise<Rate>;
  readonly now: () => Date;
}

/** `POST /destinations/preview`: returns what a destination would receive for an event, without writing it. */
export const previewRoutes = (deps: PreviewDeps): Route[] => [
  { ...previewDelivery, handle: (request) => preview(deps, request) },
];

async function preview(deps: PreviewDeps, request: HttpRequest): Promise<HttpResponse> {
  const { body, subject } = request;
  const input = parseBody(PreviewInput, body, MAX_EVENT_TEXT_BYTES);
  const type = typeCalled(input.type);
  const config = settingsOf(type.parseConfig(input.config ?? {}, deps.settings));
  const { event } = sampleIn(body, deps.now());
  const target = { config, delivery_metadata: input.delivery_metadata ?? {} };
  const owner = subject ?? event.tenant_id;
  const written = await deps.work.timed(owner, () => type.preview(event, target, deps.settings));
  if ('error' in written) throw new ValidationError([written.error]);
  const { location, headers, metadata, body: text, bytes } = written;
  const rate = await rateIn(deps, input, request);
  const answer: PreviewBody = {
    ...{ key: location, headers, metadata, body: new JsonText(text) },
    ...(rate && { rate, cost: costAt(input.type, config, bytes, rate) }),
  };
  return { status: 200, body: answer };
}

/** Returns the rate to compute the cost at; undefined when the request asks for no cost. */
async function rateIn(
  { presentRate }: PreviewDeps,
  { events_per_second, destination_id, event }: PreviewInput,
  request: HttpRequest,
): Promise<Rate | undefined> {
  if (typeof events_per_second === 'number') return { events_per_second };
  if (typeof destination_id !== 'string') return undefined;
  const tenant_id = request.subject ?? event.tenant_id;
  if (typeof tenant_id !== 'string') {
    throw new ValidationError(['event.tenant_id is required with destination_id']);
  }
  const present = await presentAmong([tenant_id], request);
  return presentRate({ tenant_id, present }, destination_id);
}

/** Parses the sample event, in which `tenant_id` is optional. */
function sampleIn(body: string, now: Date): Publication {
  const members = memberTexts(memberTexts(body).get('event') ?? '{}');
  if (!members.has('tenant_id')) members.set('tenant_id', '"preview"');
  const text = [...members].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',');
  const read = parseEvent(`{${text}}`, { id: 'evt_preview', time: now.toISOString() }, []);
  if ('errors' in read) throw rejectionError(read);
  return read;
}
