import * as z from 'zod';
import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import {
  conditionHeld,
  epochSeconds,
  type Key,
  queryAll,
} from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import { Destination, type Verification } from './destination.ts';

/** The partition key prefix of candidates. IAM policies can restrict a function to it. */
export const CANDIDATES = 'TEST#';

/** The most candidates of a tenant that are stored at a time. */
export const MAX_CANDIDATES = 5;

/** Seconds for which a candidate may be verified, and its result be read. */
const LIFETIME_SECONDS = 900;

/** A destination that is tested before it is stored. Its credentials are encrypted like a stored one's. */
export const Candidate = z.object({
  /** The slot of the tenant that holds the candidate. Later candidates reuse slots. */
  slot: z.int().min(0),
  id: z.string(),
  tenant_incarnation: z.string().optional(),
  destination: Destination,
  created_at: z.string(),
  /** Epoch seconds. Nothing reads a candidate after that, even if DynamoDB has not deleted it yet. */
  expires_at: z.number(),
  /** Absent until the verifier is done. */
  result: Destination.shape.verification.optional(),
  /** The access that the verification has proven. */
  access_proof: z.string().optional(),
});
export type Candidate = z.output<typeof Candidate>;

/** Candidates, in the destinations table. */
export class CandidateStore {
  readonly #client: Documents;
  readonly #table: string;
  readonly #now: () => Date;

  constructor(client: Documents, table: string, now: () => Date) {
    this.#client = client;
    this.#table = table;
    this.#now = now;
  }

  /**
   * Stores a candidate in a free slot of its tenant, or in that of the oldest one that is done.
   *
   * @returns undefined if all slots hold candidates that wait for their result
   */
  async add(
    draft: Pick<Candidate, 'id' | 'tenant_incarnation' | 'destination'>,
  ): Promise<Candidate | undefined> {
    const now = this.#now();
    const { tenant_id } = draft.destination;
    const candidates = await this.#stored(tenant_id);
    for (const slot of candidateSlots(candidates, now)) {
      const candidate: Candidate = {
        ...draft,
        slot,
        created_at: now.toISOString(),
        expires_at: epochSeconds(now) + LIFETIME_SECONDS,
      };
      if (
        await this.#put(
          candidate,
          candidates.find((one) => one.slot === slot),
        )
      )
        return candidate;
    }
    return undefined;
  }

  /** The candidate in a slot, if it is still the one with this id and has not expired. */
  async find(tenantId: string, slot: number, id: string): Promise<Candidate | undefined> {
    const { Item } = await this.#client.get({
      TableName: this.#table,
      Key: candidateKey(tenantId, slot),
      ConsistentRead: true,
    });
    const candidate = Item && Candidate.parse(Item);
    return candidate?.id === id && !isExpired(candidate, this.#now()) ? candidate : undefined;
  }

  /** The candidate of a tenant with this id, if it has not expired. */
  async findById(tenantId: string, id: string): Promise<Candidate | undefined> {
    const candidates = await this.#stored(tenantId);
    return candidates.find((one) => one.id === id && !isExpired(one, this.#now()));
  }

  /** Stores the result of a candidate, unless another has taken its slot. */
  async recordResult(
    { slot, id, destination: { tenant_id } }: Candidate,
    result: Verification,
    proof: string | undefined,
  ): Promise<void> {
    const update = {
      TableName: this.#table,
      Key: candidateKey(tenant_id, slot),
      UpdateExpression: `SET #result = :result${proof ? ', access_proof = :proof' : ''}`,
      ConditionExpression: 'id = :id',
      ExpressionAttributeNames: { '#result': 'result' },
      ExpressionAttributeValues: {
        ':result': result,
        ':id': id,
        ...(proof && { ':proof': proof }),
      },
    };
    await conditionHeld(this.#client.update(update));
  }

  async deleteAll(tenantId: string): Promise<void> {
    const slots = [...Array(MAX_CANDIDATES).keys()];
    await Promise.all(
      slots.map((slot) =>
        this.#client.delete({ TableName: this.#table, Key: candidateKey(tenantId, slot) }),
      ),
    );
  }

  async #stored(tenantId: string): Promise<Candidate[]> {
    const items = await queryAll(this.#client, {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': CANDIDATES + tenantId },
      ConsistentRead: true,
    });
    return items.map((item) => Candidate.parse(item));
  }

  /** Stores a candidate in place of `before`, if nothing else has taken its slot in the meantime. */
  #put(candidate: Candidate, before: Candidate | undefined): Promise<boolean> {
    const { slot, destination } = candidate;
    const put = {
      TableName: this.#table,
      Item: { ...candidateKey(destination.tenant_id, slot), ...z.encode(Candidate, candidate) },
      ConditionExpression: 'attribute_not_exists(pk) OR id = :before',
      ExpressionAttributeValues: { ':before': before?.id ?? '' },
    };
    return conditionHeld(this.#client.put(put));
  }
}

/** The slots that a new candidate may take: free ones first, then those that are done, oldest first. */
function candidateSlots(candidates: readonly Candidate[], now: Date): number[] {
  const isFree = (slot: number) =>
    !candidates.some((one) => one.slot === slot && !isExpired(one, now));
  const free = [...Array(MAX_CANDIDATES).keys()].filter(isFree);
  const done = candidates
    .filter((one) => one.result !== undefined && !isExpired(one, now))
    .sort((a, b) => a.created_at.localeCompare(b.created_at));
  return [...free, ...done.map(({ slot }) => slot)];
}

const isExpired = ({ expires_at }: Candidate, now: Date): boolean =>
  expires_at <= epochSeconds(now);

const candidateKey = (tenantId: string, slot: number): Key => ({
  pk: CANDIDATES + tenantId,
  sk: `SLOT#${slot}`,
});
