import type { WriterSettings } from '../destination-types/destination-type.ts';
import { settingsOf, typeCalled } from '../destinations/validate-destination.ts';
import { ValidationError } from '../platform/errors.ts';
import {
  type HttpRequest,
  type HttpResponse,
  parseBody,
  type Route,
} from '../platform/http/http-request.ts';
import { MAX_EVENT_TEXT_BYTES } from '../platform/http/validation.ts';
import { JsonText, memberTexts } from '../platform/json/json.ts';
import type { WorkLimit } from '../platform/rate-limit/work-limit.ts';
import { type Publication, parseEvent, rejectionError } from '../publishing/parse-event.ts';
import { type PreviewBody, PreviewInput, previewDelivery } from './preview.operations.ts';

/** Dependencies of the preview route. */
export interface PreviewDeps {
  readonly settings: WriterSettings;
  /** Limits the CPU time spent on each tenant's config. */
  readonly work: WorkLimit;
  readonly now: () => Date;
}

/** `POST /destinations/preview`: returns what a destination would receive for an event, without writing it. */
export const previewRoutes = (deps: PreviewDeps): Route[] => [
  { ...previewDelivery, handle: (request) => preview(deps, request) },
];

async function preview(
  { settings, work, now }: PreviewDeps,
  { body, subject }: HttpRequest,
): Promise<HttpResponse> {
  const input = parseBody(PreviewInput, body, MAX_EVENT_TEXT_BYTES);
  const type = typeCalled(input.type);
  const config = settingsOf(type.parseConfig(input.config ?? {}, settings));
  const { event } = sampleIn(body, now());
  const target = { config, delivery_metadata: input.delivery_metadata ?? {} };
  const written = await work.timed(subject ?? event.tenant_id, () => type.preview(event, target));
  if ('error' in written) throw new ValidationError([written.error]);
  const { location, headers, metadata, body: text } = written;
  const answer: PreviewBody = { key: location, headers, metadata, body: new JsonText(text) };
  return { status: 200, body: answer };
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
