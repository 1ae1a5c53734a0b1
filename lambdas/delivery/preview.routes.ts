import type { WriterSettings } from '../destination-types/destination-type.ts';
import { settingsOf, typeCalled } from '../destinations/destination-rules.ts';
import { type Publication, readEvent } from '../events/read-event.ts';
import { faultOf } from '../events/refusal-fault.ts';
import { invalid } from '../runtime/http-fault.ts';
import {
  type HttpRequest,
  type HttpResponse,
  parseBody,
  type Route,
} from '../runtime/http-request.ts';
import { JsonText, memberTexts } from '../runtime/json.ts';
import { MOST_EVENT_TEXT_BYTES } from '../runtime/size.ts';
import type { WorkLimit } from '../runtime/work-limit.ts';
import { type PreviewBody, PreviewInput, previewDelivery } from './preview.operations.ts';

/** What previews need. */
export interface PreviewDeps {
  readonly settings: WriterSettings;
  /** What is computed for each tenant's settings. */
  readonly work: WorkLimit;
  readonly now: () => Date;
}

/** `POST /destinations/preview`: what a destination would get of an event, without writing it. */
export const previewRoutes = (deps: PreviewDeps): Route[] => [
  { ...previewDelivery, handle: (request) => preview(deps, request) },
];

async function preview(
  { settings, work, now }: PreviewDeps,
  { body, subject }: HttpRequest,
): Promise<HttpResponse> {
  const input = parseBody(PreviewInput, body, MOST_EVENT_TEXT_BYTES);
  const type = typeCalled(input.type);
  const config = settingsOf(type.parseConfig(input.config ?? {}, settings));
  const { event } = sampleIn(body, now());
  const place = { config, delivery_metadata: input.delivery_metadata ?? {} };
  const written = await work.timed(subject ?? event.tenant_id, () => type.preview(event, place));
  if ('fault' in written) throw invalid([written.fault]);
  const answer: PreviewBody = { ...written, body: new JsonText(written.body) };
  return { status: 200, body: answer };
}

/** The sample event, which may leave out whose it is. */
function sampleIn(body: string, now: Date): Publication {
  const members = memberTexts(memberTexts(body).get('event') ?? '{}');
  if (!members.has('tenant_id')) members.set('tenant_id', '"preview"');
  const text = [...members].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',');
  const read = readEvent(`{${text}}`, { id: 'evt_preview', time: now.toISOString() }, []);
  if ('faults' in read) throw faultOf(read);
  return read;
}
