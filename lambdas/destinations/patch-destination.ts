import { InvalidInputError, ValidationError } from '../platform/errors.ts';
import { own } from '../platform/json/json.ts';
import { MAX_ENTRIES, mergePatch, TOO_MANY_ENTRIES } from '../platform/json/string-map.ts';
import { type Change, type DestinationServiceDeps, resetFailures } from './change-destination.ts';
import type { Destination } from './destination.ts';
import { shown } from './destination-body.ts';
import type { PatchInput } from './destination-schema.ts';
import { externalIdFor } from './external-id.ts';
import { refuseMasked } from './mask-secret.ts';
import { typeCalled, validateDestination } from './validate-destination.ts';
import { pendingVerification } from './verification.ts';

/**
 * The change that a `PATCH` makes.
 *
 * @throws InvalidInputError for invalid input
 */
export const applyPatch =
  (deps: DestinationServiceDeps, patch: PatchInput): Change =>
  async (before) => {
    if (patch.type !== undefined && patch.type !== before.type) {
      throw new InvalidInputError('type cannot be updated');
    }
    const now = deps.now();
    const { accessToProve, needsExternalId } = typeCalled(before.type);
    const visible = shown(before.credentials);
    const topics = patch.topics ?? before.topics;
    const filter = patched(patch.filter, before.filter);
    const disabled_at = patch.disabled_at === undefined ? before.disabled_at : patch.disabled_at;
    const config = mergePatch(before.config, patch.config);
    // Unchanged fields are represented by their masked values, because the API cannot decrypt them.
    // A role replaces the stored credentials.
    const kept = needsExternalId(config) ? {} : visible;
    const credentials = mergePatch(kept, patch.credentials);
    refuseMasked(credentials, visible);
    const settings = validateDestination(
      { type: before.type, topics, filter, config, credentials, past: { disabled_at } },
      deps.rules,
      now,
    );
    const after: Destination = {
      ...before,
      topics: [...settings.topics],
      filter,
      config: settings.config,
      credentials: await encryptChanged(deps, before, settings.credentials),
      delivery_metadata: mergedMap('delivery_metadata', before, patch),
      metadata: mergedMap('metadata', before, patch),
      disabled_at,
      external_id: await externalIdFor(deps, before, settings.config),
      retry_schedule: patched(patch.retry_schedule, before.retry_schedule),
      updated_at: now.toISOString(),
    };
    if (!isSameTarget(before, after)) {
      const verification = pendingVerification(deps.newId());
      const isSameAccess = accessToProve(before) === accessToProve(after);
      const access_proof = isSameAccess ? before.access_proof : undefined;
      return { ...resetFailures(after), verification, access_proof };
    }
    return before.disabled_at !== null && disabled_at === null ? resetFailures(after) : after;
  };

/** The patched value of a field: undefined keeps it, null clears it. */
const patched = <Value>(
  patch: Value | null | undefined,
  before: Value | undefined,
): Value | undefined => (patch === undefined ? before : (patch ?? undefined));

/** Encrypts new fields. A field sent back with its masked value keeps its stored encrypted. */
async function encryptChanged(
  { encrypt }: DestinationServiceDeps,
  { tenant_id, id, credentials: before }: Destination,
  credentials: Readonly<Record<string, string>>,
): Promise<Destination['credentials']> {
  const isKept = ([name, value]: [string, string]) => own(before, name)?.shown === value;
  const fields = Object.entries(credentials);
  const kept = Object.entries(before).filter(
    ([name]) => own(credentials, name) === own(before, name)?.shown,
  );
  const fresh = Object.fromEntries(fields.filter((field) => !isKept(field)));
  const encrypted = await encrypt(fresh, { tenant_id, destination_id: id });
  return { ...Object.fromEntries(kept), ...encrypted };
}

/** @throws ValidationError if the merged map has too many entries */
function mergedMap(
  name: 'delivery_metadata' | 'metadata',
  before: Destination,
  patch: PatchInput,
): Record<string, string> | undefined {
  const merged = mergePatch(before[name] ?? {}, patch[name]);
  const count = Object.keys(merged).length;
  if (count > MAX_ENTRIES) throw new ValidationError([`${name} ${TOO_MANY_ENTRIES}`]);
  return count === 0 ? undefined : merged;
}

const isSameTarget = (a: Destination, b: Destination): boolean =>
  sorted(a.config) === sorted(b.config) && sorted(a.credentials) === sorted(b.credentials);

const sorted = (map: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(Object.entries(map).sort(([a], [b]) => a.localeCompare(b)));
