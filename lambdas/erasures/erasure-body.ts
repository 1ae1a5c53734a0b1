import * as z from 'zod';
import { TimeBounds } from '../platform/dynamodb/timeline.ts';
import { pageBody } from '../platform/http/pagination.ts';
import { type Erasure, ErasureStatus } from './erasure.ts';

const count = (description: string) => z.int().min(0).meta({ description });

/** An erasure in API responses. */
export const ErasureBody = z
  .object({
    id: z.string().meta({ example: 'era_01KAN5T4Q5V2X8J7M3C9D6W1ZR' }),
    tenant_id: z.string(),
    status: ErasureStatus.meta({
      description:
        '`failed` (earlier versions only): the erasure could not be started; request it again.',
    }),
    time: TimeBounds.meta({
      description: 'The requested time bounds; no bounds means all events.',
    }),
    progress: z.object({
      deleted_events: count('Events deleted so far.'),
      deleted_attempts: count('Attempts deleted so far.'),
    }),
    created_at: z.iso.datetime().meta({ description: 'Events accepted later are not deleted.' }),
    updated_at: z.iso.datetime(),
    completed_at: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'When the job ended, with any result; null until then.' }),
  })
  .meta({ id: 'Erasure' });
export type ErasureBody = z.output<typeof ErasureBody>;

/** A page of erasures in API responses. */
export const ErasurePage = pageBody(ErasureBody).meta({ id: 'ErasurePage' });

/** Converts an erasure to its API representation. */
export function erasureBody(erasure: Erasure): ErasureBody {
  const { id, tenant_id, status, time, deleted_events, deleted_attempts } = erasure;
  const { created_at, updated_at, completed_at } = erasure;
  const progress = { deleted_events, deleted_attempts };
  return { id, tenant_id, status, time, progress, created_at, updated_at, completed_at };
}
