import type { SetupGuide, SetupSettings } from '../destination-types/guides.ts';
import { setupOf } from '../destination-types/registry.ts';
import { InvalidInputError, NotFoundError } from '../platform/errors.ts';
import {
  type HttpRequest,
  type HttpResponse,
  parseParams,
  type Route,
} from '../platform/http/http-request.ts';
import { type ExternalIdDeps, loadExternalId } from './external-id.ts';
import { getSetup, SetupParams } from './setup.operations.ts';

/** Dependencies of the setup route. */
export interface SetupDeps extends ExternalIdDeps {
  readonly settings: SetupSettings;
}

/** `GET /tenants/:tenant_id/destination-types/:type/setup`. */
export const setupRoutes = (deps: SetupDeps): Route[] => [
  { ...getSetup, handle: (request) => get(deps, request) },
];

async function get(deps: SetupDeps, request: HttpRequest): Promise<HttpResponse> {
  const { tenant_id, type } = parseParams(SetupParams, request);
  const guide = setupOf(type);
  if (!guide) throw new NotFoundError(`destination type has no setup: ${type}`);
  const parsed = parseSetupRequest(guide, request, deps.settings);
  const externalId = await loadExternalId(deps, tenant_id);
  return { status: 200, body: guide.setup(parsed, externalId, deps.settings) };
}

/** @throws InvalidInputError with every validation error, by its parameter */
function parseSetupRequest(guide: SetupGuide, { query }: HttpRequest, settings: SetupSettings) {
  const values = guide.fields.flatMap(({ key }) => {
    const value = query.one(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  const parsed = guide.parseRequest(Object.fromEntries(values), settings);
  if ('settings' in parsed) return parsed.settings;
  const problems = parsed.errors.map((sentence) => /^(\S+) (.*)$/s.exec(sentence)?.slice(1) ?? []);
  throw new InvalidInputError('validation error', Object.fromEntries(problems));
}
