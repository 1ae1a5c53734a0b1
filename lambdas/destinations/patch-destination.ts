import { InvalidInputError, ValidationError } from '../platform/errors.ts';
import { own } from '../platform/json/json.ts';
import { MAX_ENTRIES, mergePatch, TOO_MANY_ENTRIES } from '../platform/json/string-map.ts';
import { type Change, type DestinationServiceDeps, resetFailures } from './change-destination.ts';
import type { Destination } from './destination.ts';
import { maskCredentials } from './destination-body.ts';
import type { PatchInput } from './destination-schema.ts';
import { requiredExternalId } from './external-id.ts';
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
  async (current) => {
    if (patch.type !== undefined && patch.type !== current.type) {
      throw new InvalidInputError('type cannot be updated');
    }
    const now = deps.now();
    const { accessToProve, needsExternalId } = typeCalled(current.type);
    const visible = maskCredentials(current.credentials);
    const topics = patch.topics ?? current.topics;
    const filter = patchValue(patch.filter, current.filter);
    const disabled_at = patch.disabled_at === undefined ? current.disabled_at : patch.disabled_at;
    const config = mergePatch(current.config, patch.config);
    // Unchanged fields are represented by their masked values, because the API cannot decrypt them.
    // A role replaces the stored credentials.
    const unchanged = needsExternalId(config) ? {} : visible;
    const credentials = mergePatch(unchanged, patch.credentials);
    refuseMasked(credentials, visible);
    const settings = validateDestination(
      { type: current.type, topics, filter, config, credentials, past: { disabled_at } },
      deps.rules,
      now,
    );
    const after: Destination = {
      ...current,
      topics: [...settings.topics],
      filter,
      config: settings.config,
      credentials: await encryptChanged(deps, current, settings.credentials),
      delivery_metadata: mergedMap('delivery_metadata', current, patch),
      metadata: mergedMap('metadata', current, patch),
      disabled_at,
      external_id: await requiredExternalId(deps, current, settings.config),
      retry_schedule: patchValue(patch.retry_schedule, current.retry_schedule),
      updated_at: now.toISOString(),
    };
    if (!isSameTarget(current, after)) {
      const verification = pendingVerification(deps.newId());
      const isSameAccess = accessToProve(current) === accessToProve(after);
      const access_proof = isSameAccess ? current.access_proof : undefined;
      return { ...resetFailures(after), verification, access_proof };
    }
    return current.disabled_at !== null && disabled_at === null ? resetFailures(after) : after;
  };

/** The patched value of a field: undefined keeps it, null clears it. */
const patchValue = <Value>(
  patch: Value | null | undefined,
  current: Value | undefined,
): Value | undefined => (patch === undefined ? current : (patch ?? undefined));

/** Encrypts new fields. A field that is sent back with its masked value keeps its stored ciphertext. */
async function encryptChanged(
  { encrypt }: DestinationServiceDeps,
  { tenant_id, id, credentials: current }: Destination,
  credentials: Readonly<Record<string, string>>,
): Promise<Destination['credentials']> {
  const isKept = ([name, value]: [string, string]) => own(current, name)?.shown === value;
  const fields = Object.entries(credentials);
  const unchanged = Object.entries(current).filter(
    ([name]) => own(credentials, name) === own(current, name)?.shown,
  );
  const fresh = Object.fromEntries(fields.filter((field) => !isKept(field)));
  const encrypted = await encrypt(fresh, { tenant_id, destination_id: id });
  return { ...Object.fromEntries(unchanged), ...encrypted };
}

/** @throws ValidationError if the merged map has too many entries */
function mergedMap(
  name: 'delivery_metadata' | 'metadata',
  current: Destination,
  patch: PatchInput,
): Record<string, string> | undefined {
  const merged = mergePatch(current[name] ?? {}, patch[name]);
  const count = Object.keys(merged).length;
  if (count > MAX_ENTRIES) throw new ValidationError([`${name} ${TOO_MANY_ENTRIES}`]);
  return count === 0 ? undefined : merged;
}

const isSameTarget = (a: Destination, b: Destination): boolean =>
  sortedJson(a.config) === sortedJson(b.config) &&
  sortedJson(a.credentials) === sortedJson(b.credentials);

const sortedJson = (map: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(Object.entries(map).sort(([a], [b]) => a.localeCompare(b)));
