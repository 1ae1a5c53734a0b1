import { chunksOf } from '../../lambdas/platform/json/chunks.ts';
import type { Console } from '../console.ts';
import { escapeControlChars } from '../escape-control-chars.ts';
import type {
  EncryptedDestination,
  EncryptedDestinations,
} from './encrypted-destinations.dynamo.ts';
import type { Reencrypt } from './keys.kms.ts';
import { type Outcome, Report } from './report.ts';

/** What resealing needs. */
export interface ReencryptDeps {
  readonly destinations: EncryptedDestinations;
  readonly reencrypt: Reencrypt;
  /** Whether nothing is to be stored. */
  readonly dryRun: boolean;
}

/** Destinations resealed at once: KMS takes 10,000 requests a second and more, of all its callers. */
const AT_ONCE = 10;

/** Changes of others that may come first before a destination is left to the next run. */
const TRIES = 5;

/** Reseals the credentials of all destinations, until the person goes away. */
export async function reencryptCredentials(deps: ReencryptDeps, desk: Console): Promise<Report> {
  const report = new Report(deps.dryRun);
  for await (const some of deps.destinations.all()) {
    for (const chunk of chunksOf(some, AT_ONCE)) {
      if (desk.signal.aborted) return report;
      const outcomes = await Promise.all(chunk.map((one) => resealOne(deps, one, desk)));
      for (const outcome of outcomes) report.add(outcome);
      desk.progress(report.line, chunk.length);
    }
  }
  return report;
}

/** Reseals one destination, as it is now: what another stores meanwhile is resealed instead. */
async function resealOne(
  deps: ReencryptDeps,
  found: EncryptedDestination,
  desk: Console,
): Promise<Outcome> {
  let destination: EncryptedDestination | undefined = found;
  for (let tries = 0; destination && tries < TRIES; tries += 1) {
    const { fresh, refusals } = await reencrypted(deps, destination);
    for (const refusal of refusals) desk.tell(escapeControlChars(refusal));
    if (refusals.length > 0) return 'refused';
    if (Object.keys(fresh).length === 0) return 'fresh';
    const credentials = { ...destination.credentials, ...fresh };
    if (deps.dryRun || (await deps.destinations.replace(destination, credentials))) {
      return 'resealed';
    }
    destination = await deps.destinations.again(destination);
  }
  return destination ? 'changing' : 'gone';
}

/** The fields that were not under the present material, sealed anew; and why any cannot be. */
async function reencrypted(
  { reencrypt }: ReencryptDeps,
  { tenant_id, id, credentials }: EncryptedDestination,
) {
  const fresh = new Map<string, EncryptedDestination['credentials'][string]>();
  const refusals: string[] = [];
  for (const [name, field] of Object.entries(credentials)) {
    const result = await reencrypt(field.sealed, { tenant_id, destination_id: id });
    if (result.kind === 'resealed') fresh.set(name, { ...field, sealed: result.sealed });
    if (result.kind === 'refused') refusals.push(`${tenant_id} ${id}: ${name}: ${result.cause}`);
  }
  return { fresh: Object.fromEntries(fresh), refusals };
}
