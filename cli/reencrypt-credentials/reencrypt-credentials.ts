import { chunksOf } from '../../lambdas/platform/chunks.ts';
import type { Console } from '../console.ts';
import { escapeControlChars } from '../escape-control-chars.ts';
import type {
  EncryptedDestination,
  EncryptedDestinations,
} from './encrypted-destinations.dynamo.ts';
import type { Reencrypt } from './keys.kms.ts';
import { type Outcome, Report } from './report.ts';

export interface ReencryptDeps {
  readonly destinations: EncryptedDestinations;
  readonly reencrypt: Reencrypt;
  /** Whether to store nothing. */
  readonly dryRun: boolean;
}

/**
 * Destinations re-encrypted concurrently. KMS accepts 10,000 requests per second or more, from all
 * callers together.
 */
const CONCURRENCY = 10;

/**
 * Attempts per destination when other writers change it concurrently; then it is left to the next
 * run.
 */
const MAX_ATTEMPTS = 5;

/** Re-encrypts the credentials of all destinations, until the signal aborts. */
export async function reencryptCredentials(deps: ReencryptDeps, io: Console): Promise<Report> {
  const report = new Report(deps.dryRun);
  for await (const some of deps.destinations.all()) {
    for (const chunk of chunksOf(some, CONCURRENCY)) {
      if (io.signal.aborted) return report;
      const outcomes = await Promise.all(chunk.map((one) => reencryptOne(deps, one, io)));
      for (const outcome of outcomes) report.add(outcome);
      io.progress(report.line, chunk.length);
    }
  }
  return report;
}

/**
 * Re-encrypts one destination. If another writer changes it meanwhile, its new state is
 * re-encrypted instead.
 */
async function reencryptOne(
  deps: ReencryptDeps,
  found: EncryptedDestination,
  io: Console,
): Promise<Outcome> {
  let destination: EncryptedDestination | undefined = found;
  for (let tries = 0; destination && tries < MAX_ATTEMPTS; tries += 1) {
    const { fresh, refusals } = await reencryptFields(deps, destination);
    for (const refusal of refusals) io.info(escapeControlChars(refusal));
    if (refusals.length > 0) return 'refused';
    if (Object.keys(fresh).length === 0) return 'fresh';
    const credentials = { ...destination.credentials, ...fresh };
    if (deps.dryRun || (await deps.destinations.replace(destination, credentials))) {
      return 'reencrypted';
    }
    destination = await deps.destinations.reread(destination);
  }
  return destination ? 'changing' : 'gone';
}

/**
 * Re-encrypts the fields that are not under the current key material; returns them and the errors.
 */
async function reencryptFields(
  { reencrypt }: ReencryptDeps,
  { tenant_id, id, credentials }: EncryptedDestination,
) {
  const fresh = new Map<string, EncryptedDestination['credentials'][string]>();
  const refusals: string[] = [];
  for (const [name, field] of Object.entries(credentials)) {
    const result = await reencrypt(field.ciphertext, { tenant_id, destination_id: id });
    if (result.kind === 'reencrypted') fresh.set(name, { ...field, ciphertext: result.ciphertext });
    if (result.kind === 'refused') refusals.push(`${tenant_id} ${id}: ${name}: ${result.cause}`);
  }
  return { fresh: Object.fromEntries(fresh), refusals };
}
