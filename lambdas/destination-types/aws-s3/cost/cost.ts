import * as z from 'zod';
import type { CostGuide, Settings } from '../../destination-type.ts';
import { storageClass, storageClasses } from '../config.ts';
import { classCost } from './class-cost.ts';
import { priceList } from './prices.ts';

/** A month of 730 hours, as the AWS Pricing Calculator uses. */
const SECONDS_PER_MONTH = 730 * 3600;

const warnings = z.array(z.string()).meta({
  description: 'Sentences about what makes the class dearer for objects of this size.',
});

const ClassCost = z.object({
  storage_class: z.enum(storageClasses),
  put_requests_usd: z.number().meta({ description: 'The PUT requests of a month.' }),
  storage_usd: z.number().meta({ description: 'Keeping the objects of one month for one month.' }),
  billable_bytes: z.int().meta({ description: 'The size as which S3 bills each object.' }),
  minimum_days: z.int().meta({ description: 'The shortest time for which S3 bills an object.' }),
  warnings,
});

const CostBody = z
  .object({
    put_requests_per_month: z.int().meta({ description: 'One for each event. Retries add more.' }),
    object_bytes: z
      .int()
      .meta({ description: 'The size of the sample’s object, without its metadata.' }),
    storage_class: z.enum(storageClasses).meta({ description: 'The class of the config.' }),
    note: z.string().meta({ description: 'What the figures are based on.' }),
    price_list: z
      .object({
        currency: z.string(),
        region: z.string(),
        date: z.string().meta({ description: 'The month of the prices.' }),
        source: z.string(),
      })
      .optional()
      .meta({ description: 'Absent with an `endpoint`, where the store sets the price.' }),
    storage_classes: z
      .array(ClassCost)
      .optional()
      .meta({ description: 'The cost in each class. Absent with an `endpoint`.' }),
    warnings: warnings.meta({ description: 'The warnings of the class of the config.' }),
  })
  .meta({ id: 'Cost' });
type CostBody = z.output<typeof CostBody>;

const AWS_NOTE =
  'List prices of us-east-1, whatever the region of the bucket, without free tier and volume discounts, and without reading, AWS KMS, tags and versions.';
const STORE_NOTE =
  'The store of config.endpoint sets its own price for requests and storage, which this service does not know.';

const estimate: CostGuide['estimate'] = (
  config: Settings,
  { object_bytes, events_per_second },
): CostBody => {
  const put_requests_per_month = Math.round(events_per_second * SECONDS_PER_MONTH);
  const chosen = storageClass(config.storage_class) ?? 'STANDARD';
  const known = { put_requests_per_month, object_bytes, storage_class: chosen };
  if (config.endpoint) return { ...known, note: STORE_NOTE, warnings: [] };
  const costs = storageClasses.map((name) => classCost(name, object_bytes, put_requests_per_month));
  return {
    ...known,
    note: AWS_NOTE,
    price_list: priceList,
    storage_classes: costs.map((cost) => ({ ...cost, warnings: [...cost.warnings] })),
    warnings: costs.flatMap((cost) => (cost.storage_class === chosen ? cost.warnings : [])),
  };
};

/** What a destination of type `aws_s3` costs the owner of the bucket. */
export const awsS3Cost: CostGuide = { body: CostBody, estimate };
