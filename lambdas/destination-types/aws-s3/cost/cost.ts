import * as z from 'zod';
import type { Settings } from '../../destination-type.ts';
import type { CostGuide, Usage } from '../../guides.ts';
import { batchLimits } from '../batches/batch-limits.ts';
import { storageClass, storageClasses } from '../storage-class.ts';
import { ClassCost, classCost } from './class-cost.ts';
import { priceList } from './prices.ts';

/** A month of 730 hours, as the AWS Pricing Calculator uses. */
const SECONDS_PER_MONTH = 730 * 3600;

const CostBody = z
  .object({
    put_requests_per_month: z.int().meta({
      description: 'One for each event, or one for each batch of events. Retries add more.',
    }),
    object_bytes: z.int().meta({ description: 'The size of an object, without its metadata.' }),
    events_per_object: z.number().optional().meta({
      description:
        'The number of events in a batch at this rate, if all events have the same partition and the size of the sample. Absent without batches.',
    }),
    storage_class: z.enum(storageClasses).meta({ description: 'The storage class of the config.' }),
    note: z.string().meta({ description: 'What the figures are based on.' }),
    price_list: z
      .object({
        currency: z.string(),
        region: z.string(),
        date: z.string().meta({ description: 'The month of the price list.' }),
        source: z.string(),
      })
      .optional()
      .meta({ description: 'Absent with an `endpoint`, where the store sets the price.' }),
    storage_classes: z
      .array(ClassCost)
      .optional()
      .meta({ description: 'The cost in each class. Absent with an `endpoint`.' }),
    warnings: ClassCost.shape.warnings.meta({
      description: 'The warnings of the storage class of the config.',
    }),
  })
  .meta({ id: 'Cost' });
export type CostBody = z.output<typeof CostBody>;

const AWS_NOTE =
  'Based on the list prices of us-east-1, regardless of the region of the bucket. Excludes free tier, volume discounts, reading, AWS KMS, tags and versions.';
const STORE_NOTE =
  'The store at config.endpoint sets its own prices for requests and storage, which this service does not know.';

const estimate: CostGuide['estimate'] = (
  config: Settings,
  { object_bytes: sample_bytes, events_per_second, batch },
): CostBody => {
  const events = batch ? eventsPerObject(config, batch, events_per_second) : 1;
  const put_requests_per_month = Math.round((events_per_second / events) * SECONDS_PER_MONTH);
  const chosen = storageClass(config.storage_class) ?? 'STANDARD';
  const object_bytes = batch ? Math.round((sample_bytes / batch.events) * events) : sample_bytes;
  const known = {
    put_requests_per_month,
    object_bytes,
    ...(batch && { events_per_object: Math.round(events * 10) / 10 }),
    storage_class: chosen,
  };
  if (config.endpoint) return { ...known, note: STORE_NOTE, warnings: [] };
  const costs = storageClasses.map((name) => classCost(name, object_bytes, put_requests_per_month));
  return {
    ...known,
    note: AWS_NOTE,
    price_list: priceList,
    storage_classes: costs,
    warnings: costs.flatMap((cost) => (cost.storage_class === chosen ? cost.warnings : [])),
  };
};

/** The number of events in a batch at this rate, if all of them have the same partition. */
const eventsPerObject = (
  config: Settings,
  { events, json_bytes }: NonNullable<Usage['batch']>,
  events_per_second: number,
): number => {
  const limits = batchLimits(config);
  const byBytes = Math.floor(limits.bytes / (json_bytes / events));
  return Math.max(1, Math.min(limits.events, byBytes, events_per_second * limits.seconds));
};

/** Estimates what a destination of type `aws_s3` costs the owner of the bucket. */
export const awsS3Cost: CostGuide = { body: CostBody, estimate };
