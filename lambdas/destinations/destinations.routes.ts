import type * as z from 'zod';
import { logger } from '../platform/aws/logger.ts';
import { ForbiddenError } from '../platform/errors.ts';
import { queryParameterError } from '../platform/http/http-error.ts';
import {
  deprecatedRoute,
  type HttpRequest,
  type HttpResponse,
  parseBody,
  parseParams,
  type Route,
} from '../platform/http/http-request.ts';
import type { Operation, SuccessBody } from '../platform/http/operation.ts';
import { MAX_BODY_BYTES } from '../platform/http/validation.ts';
import { checkRateLimit, type Limit } from '../platform/rate-limit/rate-limit.ts';
import { tenantNotFound } from '../tenants/tenant.ts';
import {
  type Change,
  changeDestination,
  type DestinationServiceDeps,
  disableChange,
  enableChange,
  etag,
  liveDestination,
} from './change-destination.ts';
import { createDestination } from './create-destination.ts';
import { deleteDestination } from './delete-destination.ts';
import type { Destination } from './destination.ts';
import { destinationBody } from './destination-body.ts';
import { CreateInput, DestinationParams, OwnerParams, PatchInput } from './destination-schema.ts';
import * as operations from './destinations.operations.ts';
import { applyPatch } from './patch-destination.ts';
import { type CandidateDeps, verifiedChange, verifyFirst } from './test-candidate.ts';
import { requestVerification, toVerificationRequest } from './verification.ts';

/** Dependencies of the destination routes. */
export interface DestinationRoutesDeps extends CandidateDeps {
  /** Limits the destinations that each tenant creates with its tokens. */
  readonly createLimit: Limit | undefined;
  /** Schedules the daily verification of a destination, unless it is scheduled. */
  readonly watch: (destination: Destination) => Promise<void>;
}

type Handle = (deps: DestinationRoutesDeps, request: HttpRequest) => Promise<HttpResponse>;

/** The routes under `/tenants/:tenant_id/destinations`. */
export const destinationRoutes = (deps: DestinationRoutesDeps): Route[] => {
  const route = (operation: Operation, handle: Handle): Route => ({
    ...operation,
    handle: (request) => handle(deps, request),
  });
  return inBothForms([
    route(operations.listDestinations, list),
    route(operations.createDestination, create),
    route(operations.getDestination, get),
    route(operations.patchDestination, patch),
    route(operations.deleteDestination, remove),
    route(operations.enableDestination, enable),
    route(operations.disableDestination, disable),
  ]);
};

/** Adds each route at its deprecated path, too, which Outpost's S3 documentation shows. */
export const inBothForms = (routes: readonly Route[]): Route[] => [
  ...routes,
  ...routes.map((route) => deprecatedRoute(route.path.replace('/tenants/', '/'), route)),
];

const list: Handle = async ({ destinations }, request) => {
  const { tenant_id } = parseParams(OwnerParams, request);
  const owner = await destinations.loadTenant(tenant_id);
  if (!owner) throw tenantNotFound();
  const types = request.query.all('type');
  const topics = request.query.all('topics');
  const selected = owner.destinations.filter(
    (destination) =>
      (types.length === 0 || types.includes(destination.type)) &&
      topics.every((topic) => destination.topics.includes(topic)),
  );
  return { status: 200, body: selected.map(destinationBody) };
};

const create: Handle = async (deps, request) => {
  const { tenant_id } = parseParams(OwnerParams, request);
  const input = readBody(CreateInput, request);
  if (request.subject !== undefined && (input.created_at || input.updated_at)) {
    throw new ForbiddenError('created_at and updated_at require an API key');
  }
  const mustVerify = isVerifyRequired(request);
  const destination = await createDestination(deps, tenant_id, input, async (candidate) => {
    if (request.subject !== undefined) await checkCreateRate(deps, request.subject);
    return mustVerify ? verifyFirst(deps, candidate) : candidate;
  });
  await followUp(deps, request, destination);
  return { ...destinationResponse(destination), status: 201 };
};

async function checkCreateRate(
  { createLimit, now }: DestinationRoutesDeps,
  tenant: string,
): Promise<void> {
  if (createLimit) await checkRateLimit(createLimit, tenant, 'new destinations', now());
}

const get: Handle = async ({ destinations }, request) => {
  const { tenant_id, destination_id } = parseParams(DestinationParams, request);
  const { destination } = await liveDestination(destinations, tenant_id, destination_id);
  return destinationResponse(destination);
};

const patch: Handle = async (deps, request) => {
  const patched = applyPatch(deps, readBody(PatchInput, request));
  const edit = isVerifyRequired(request) ? verifiedChange(deps, patched) : patched;
  const destination = await change(deps, request, edit);
  await followUp(deps, request, destination);
  if (destination.disabled_at === null) await deps.scheduleRelease(destination);
  return destinationResponse(destination);
};

const remove: Handle = async (deps, request) => {
  const { tenant_id, destination_id } = parseParams(DestinationParams, request);
  await deleteDestination(deps, tenant_id, destination_id, request.headers['if-match']);
  return { status: 200, body: DONE };
};

const DONE: SuccessBody = { success: true };

/** Schedules a release even if the destination was enabled, to complete an interrupted call. */
const enable: Handle = async (deps, request) => {
  const destination = await change(deps, request, enableChange);
  await deps.scheduleRelease(destination);
  return destinationResponse(destination);
};

const disable: Handle = async (deps, request) =>
  destinationResponse(await change(deps, request, disableChange(deps.now())));

/** Parses the body. Numbers in a filter keep every digit. */
const readBody = <Schema extends z.ZodType>(schema: Schema, { body }: HttpRequest) =>
  parseBody(schema, body, MAX_BODY_BYTES, 'filter');

function change(
  deps: DestinationServiceDeps,
  request: HttpRequest,
  edit: Change,
): Promise<Destination> {
  const { tenant_id, destination_id } = parseParams(DestinationParams, request);
  return changeDestination(deps, tenant_id, destination_id, edit, request.headers['if-match']);
}

const destinationResponse = (destination: Destination): HttpResponse => ({
  status: 200,
  body: destinationBody(destination),
  headers: { etag: etag(destination) },
});

const isVerifyRequired = ({ query }: HttpRequest): boolean => {
  const verify = query.one('verify');
  if (verify === undefined) return false;
  if (verify === 'required') return true;
  throw queryParameterError('verify', 'must be required, or absent');
};

/**
 * Verifies a destination that was saved without a result. Any change requests a pending verification again,
 * in case it could not be queued before. If a change that was verified first fixes a blocked destination, a
 * verification is also requested: the verifier ends the block, releases the parked deliveries and emits the
 * recovery event.
 */
async function followUp(
  deps: DestinationRoutesDeps,
  request: HttpRequest,
  destination: Destination,
): Promise<void> {
  const { verification, blocked } = destination;
  const isFixed = blocked !== undefined && verification.status === 'verified';
  if (verification.status === 'pending' || isFixed) await queueVerification(deps, destination);
  else if (isVerifyRequired(request)) await deps.watch(destination);
}

/** Requests a verification. A failure to queue it is logged, and does not fail the change. */
async function queueVerification(
  { send }: DestinationServiceDeps,
  destination: Destination,
): Promise<void> {
  const { tenant_id, id } = destination;
  await requestVerification(send, toVerificationRequest(destination)).catch((error: unknown) =>
    logger.error('verification not queued', { tenant_id, destination_id: id, error }),
  );
}
