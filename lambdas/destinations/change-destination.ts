import { HttpFault, invalid } from '../runtime/http-fault.ts';
import { checkSize } from '../runtime/size.ts';
import { mergePatch } from '../runtime/string-map.ts';
import { tenantNotFound } from '../tenants/tenants.routes.ts';
import type { Destination } from './destination.ts';
import { shown } from './destination-body.ts';
import type { PatchInput } from './destination-input.ts';
import { checked } from './destination-rules.ts';
import { checkMatch } from './entity-tag.ts';
import type { ManageDeps } from './manage.ts';
import { obfuscated } from './obfuscation.ts';
import { pendingVerification } from './verification.ts';

/** Other writers that may come first before a change is given up. */
const TRIES = 10;

/** Makes another destination of one; the same one when there is nothing to change. */
export type Change = (destination: Destination) => Destination | Promise<Destination>;

/**
 * Reads the destination, changes it and stores it, if it is still as it was read; otherwise again
 * from the start, so that no change is overwritten.
 *
 * @param ifMatch the caller's `If-Match` header
 * @throws HttpFault 404 without the tenant or destination, 412 when it is not as `ifMatch` says, 409
 *   when others kept coming first
 */
export async function changeDestination(
  { destinations }: ManageDeps,
  tenantId: string,
  id: string,
  change: Change,
  ifMatch?: string,
): Promise<Destination> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await liveDestination(destinations, tenantId, id);
    checkMatch(ifMatch, before);
    const changed = await change(before);
    if (changed === before) return before;
    const after = { ...changed, version: before.version + 1 };
    checkSize('destination', after);
    if (await destinations.replace(after, before.version)) return after;
  }
  throw new HttpFault(409, 'destination is being changed by other requests: try again');
}

/** @throws HttpFault 404 without the tenant or destination */
export async function liveDestination(
  destinations: ManageDeps['destinations'],
  tenantId: string,
  id: string,
): Promise<Destination> {
  const holdings = await destinations.holdingsOf(tenantId);
  if (!holdings) throw tenantNotFound();
  const found = holdings.destinations.find((destination) => destination.id === id);
  if (!found) throw new HttpFault(404, 'destination not found');
  return found;
}

/** The change that `PUT …/enable` makes. */
export const enabled: Change = (destination) =>
  destination.disabled_at === null ? destination : { ...destination, disabled_at: null };

/** The change that `PUT …/disable` makes. */
export const disabled =
  (now: Date): Change =>
  (destination) =>
    destination.disabled_at === null
      ? { ...destination, disabled_at: now.toISOString() }
      : destination;

/**
 * The change that a `PATCH` makes.
 *
 * @throws HttpFault 422 for wrong input
 */
export const patched =
  (deps: ManageDeps, patch: PatchInput): Change =>
  async (before) => {
    if (patch.type !== undefined && patch.type !== before.type) {
      throw new HttpFault(422, 'type cannot be updated');
    }
    const now = deps.now();
    const visible = shown(before.credentials);
    const topics = patch.topics ?? before.topics;
    const filter = patch.filter === undefined ? before.filter : (patch.filter ?? undefined);
    const disabled_at = patch.disabled_at === undefined ? before.disabled_at : patch.disabled_at;
    const config = mergePatch(before.config, patch.config);
    // A field that is not replaced stands in as it is shown: the API cannot open it.
    const credentials = mergePatch(visible, patch.credentials);
    checkClear(credentials, visible);
    const settings = checked(
      { type: before.type, topics, filter, config, credentials, past: { disabled_at } },
      deps.rules,
      now,
    );
    const after: Destination = {
      ...before,
      topics,
      filter,
      config: settings.config,
      credentials: await resealed(deps, before, settings.credentials),
      delivery_metadata: mergedMap(before.delivery_metadata, patch.delivery_metadata),
      metadata: mergedMap(before.metadata, patch.metadata),
      disabled_at,
      updated_at: now.toISOString(),
    };
    return isSamePlace(before, after)
      ? after
      : { ...after, verification: pendingVerification(deps.newId()) };
  };

/**
 * A value that looks like one that was shown, but is not the present one, was kept too long or is
 * another's: storing its asterisks would lose the credential.
 *
 * @throws HttpFault 422 naming every such field
 */
function checkClear(
  credentials: Readonly<Record<string, string>>,
  visible: Readonly<Record<string, string>>,
): void {
  const faults = Object.entries(credentials)
    .filter(
      ([name, value]) => value !== visible[name] && obfuscated(value) === value && value !== '',
    )
    .map(([name]) => `credentials.${name} is obfuscated: leave it out, or send it in clear`);
  if (faults.length > 0) throw invalid(faults);
}

/** Seals the fields that are new; one sent back as it was shown stays as it was stored. */
async function resealed(
  { seal }: ManageDeps,
  { tenant_id, id, credentials: before }: Destination,
  credentials: Readonly<Record<string, string>>,
): Promise<Destination['credentials']> {
  const isKept = ([name, value]: [string, string]) => before[name]?.shown === value;
  const fields = Object.entries(credentials);
  const kept = Object.entries(before).filter(([name]) => credentials[name] === before[name]?.shown);
  const fresh = Object.fromEntries(fields.filter((field) => !isKept(field)));
  const sealed = await seal(fresh, { tenant_id, destination_id: id });
  return { ...Object.fromEntries(kept), ...sealed };
}

const mergedMap = (
  before: Readonly<Record<string, string>> | undefined,
  patch: Readonly<Record<string, string | null>> | null | undefined,
): Record<string, string> | undefined => {
  const merged = mergePatch(before ?? {}, patch);
  return Object.keys(merged).length === 0 ? undefined : merged;
};

const isSamePlace = (a: Destination, b: Destination): boolean =>
  sorted(a.config) === sorted(b.config) && sorted(a.credentials) === sorted(b.credentials);

const sorted = (map: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(Object.entries(map).sort(([a], [b]) => a.localeCompare(b)));
