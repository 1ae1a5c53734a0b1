import { decodeTime } from 'ulid';
import { AlreadyExistsError, LimitReachedError } from '../platform/errors.ts';
import { checkSize } from '../platform/http/validation.ts';
import { own } from '../platform/json/json.ts';
import { tenantNotFound } from '../tenants/tenant.ts';
import type { DestinationServiceDeps } from './change-destination.ts';
import type { Destination } from './destination.ts';
import { isListedBy } from './destination-item.dynamo.ts';
import type { CreateInput } from './destination-schema.ts';
import type { TenantDestinations } from './destination-store.dynamo.ts';
import { emitSubscriptionChange } from './emit-operator-events.ts';
import { requiredExternalId } from './external-id.ts';
import { refuseMasked } from './mask-secret.ts';
import { validateDestination } from './validate-destination.ts';
import { pendingVerification } from './verification.ts';

/** Milliseconds after which a reservation without a destination counts as an interrupted create. */
const STALE_AFTER_MS = 60_000;

/**
 * Destinations that a tenant may create with its tokens: 6 per hour. Deleted ones are retained for a week,
 * and every publish of the tenant reads them.
 */
export const CREATE_RATE = { perSecond: 6 / 3_600, burst: 100 };

/**
 * Creates a destination. It first reserves the id on the tenant, so that concurrent creates cannot
 * exceed the limit.
 *
 * @param approve returns the destination to store, or throws if it must not be stored
 * @throws NotFoundError without the tenant, ValidationError for invalid input, TooLargeError if it is
 *   too large, AlreadyExistsError if it exists, LimitReachedError if the tenant is at its limit
 */
export async function createDestination(
  deps: DestinationServiceDeps,
  tenantId: string,
  input: CreateInput,
  approve: (candidate: Destination) => Promise<Destination> | Destination = (candidate) =>
    candidate,
): Promise<Destination> {
  const candidate = await newDestination(deps, tenantId, input, deps.now());
  checkSize('destination', candidate);
  const destination = await approve(candidate);
  await reserve(deps, destination);
  await store(deps, destination);
  await emitSubscriptionChange(deps, undefined, destination);
  return destination;
}

/** Validates a new destination and encrypts its credentials. */
export async function newDestination(
  deps: DestinationServiceDeps,
  tenant_id: string,
  input: CreateInput,
  now: Date,
): Promise<Destination> {
  const { type, topics, config, credentials, delivery_metadata, metadata, disabled_at } = input;
  const filter = input.filter ?? undefined;
  const draft = {
    type,
    topics,
    filter,
    config: config ?? {},
    credentials: credentials ?? {},
    past: { disabled_at, created_at: input.created_at, updated_at: input.updated_at },
  };
  refuseMasked(draft.credentials, {});
  const settings = validateDestination(draft, deps.rules, now);
  const external_id = await requiredExternalId(deps, { tenant_id, type }, settings.config);
  const id = input.id || `des_${deps.newId()}`;
  const owner = { tenant_id, destination_id: id };
  const created_at = input.created_at ?? now.toISOString();
  const verification = pendingVerification(deps.newId());
  return {
    id,
    tenant_id,
    // The first verification has the same id. Both identify this create.
    incarnation: verification.id,
    type,
    topics: [...settings.topics],
    filter,
    config: settings.config,
    credentials: await deps.encrypt(settings.credentials, owner),
    delivery_metadata: delivery_metadata ?? undefined,
    metadata: metadata ?? undefined,
    created_at,
    updated_at: input.updated_at ?? created_at,
    disabled_at: disabled_at ?? null,
    retry_schedule: input.retry_schedule ?? undefined,
    verification,
    external_id,
    version: 1,
    revision: 1,
  };
}

async function reserve(deps: DestinationServiceDeps, destination: Destination): Promise<void> {
  const { tenants, destinations, rules, now } = deps;
  const { tenant_id, id, incarnation = '' } = destination;
  const reserve = () => tenants.reserve(tenant_id, id, incarnation, rules.maxPerTenant);
  if (await reserve()) return;
  const owner = await destinations.loadTenant(tenant_id);
  if (!owner) throw tenantNotFound();
  // This request made the reservation, but the response was lost and the SDK retried.
  if (own(owner.tenant.destinations, id) === incarnation) return;
  const stale = staleReservations(owner, now());
  await Promise.all(stale.map(([staleId, token]) => tenants.release(tenant_id, staleId, token)));
  if (stale.length > 0 && (await reserve())) return;
  if (own(owner.tenant.destinations, id) !== undefined) {
    throw new AlreadyExistsError('destination already exists');
  }
  throw new LimitReachedError('maximum number of destinations per tenant reached', [
    `the limit is ${rules.maxPerTenant}`,
  ]);
}

/**
 * Stores a destination whose id is reserved. If the tenant was deleted after the reservation, nobody would
 * delete the destination with its credentials, so it is deleted again.
 */
async function store(deps: DestinationServiceDeps, destination: Destination): Promise<void> {
  const { tenants, destinations, now } = deps;
  const isStored = await destinations.put(destination);
  const tenant = await tenants.findLive(destination.tenant_id);
  if (isStored && tenant && isListedBy(tenant, destination)) return;
  await destinations.delete(destination, now());
  throw tenantNotFound();
}

function staleReservations(
  { tenant, destinations }: TenantDestinations,
  now: Date,
): [string, string][] {
  const live = new Set(destinations.map(({ id }) => id));
  return Object.entries(tenant.destinations).filter(
    ([id, token]) => !live.has(id) && decodeTime(token) < now.getTime() - STALE_AFTER_MS,
  );
}
