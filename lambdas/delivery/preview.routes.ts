import { z } from 'zod';
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
import { isJsonObject, JsonText, memberTexts } from '../runtime/json.ts';
import { StringMap } from '../runtime/string-map.ts';

/** What previews need. */
export interface PreviewDeps {
  readonly settings: WriterSettings;
  readonly now: () => Date;
}

const PreviewInput = z.object({
  type: z.string().min(1, 'is required'),
  config: StringMap.nullish(),
  delivery_metadata: StringMap.nullish(),
  event: z.custom<object>(isJsonObject, 'must be an object'),
});

/** `POST /destinations/preview`: what a destination would get of an event, without writing it. */
export const previewRoutes = (deps: PreviewDeps): Route[] => [
  {
    method: 'POST',
    path: '/api/v1/destinations/preview',
    handle: (request) => preview(deps, request),
  },
];

function preview({ settings, now }: PreviewDeps, { body }: HttpRequest): HttpResponse {
  const input = parseBody(PreviewInput, body);
  const type = typeCalled(input.type);
  const config = settingsOf(type.parseConfig(input.config ?? {}, settings));
  const { event } = sampleIn(body, now());
  const written = type.preview(event, { config, delivery_metadata: input.delivery_metadata ?? {} });
  if ('fault' in written) throw invalid([written.fault]);
  return { status: 200, body: { ...written, body: new JsonText(written.body) } };
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
