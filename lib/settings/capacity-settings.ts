import * as z from 'zod';
import { settingDocs } from './setting-docs.ts';
import { wholeNumber } from './values.ts';

/** DynamoDB's default quota for a table or index: Developer Guide, quotas. */
const MAX_UNITS = 40_000;

/** Enough for a stage without traffic; autoscaling raises it within minutes. */
const DEFAULT_MIN_UNITS = 5;

/** What a new table sustains on demand: Developer Guide, on-demand capacity mode. */
const DEFAULT_MAX_UNITS = 4_000;

const units = (fallback: number, meaning: string) =>
  wholeNumber(1, MAX_UNITS)
    .default(fallback)
    .register(settingDocs, {
      meaning: `With \`tableBilling\` \`provisioned\`: ${meaning}, of each table and of each index.`,
      allowed: `a whole number from 1 to ${MAX_UNITS}`,
      fallback: `\`${fallback}\``,
      example: String(fallback),
    });

/** How the tables' capacity is paid, and the limits of its autoscaling. */
export const capacitySettings = {
  tableBilling: z.enum(['on-demand', 'provisioned']).default('on-demand').register(settingDocs, {
    meaning:
      "How AWS bills the stack's own tables. `on-demand`: per read and write, for any traffic. `provisioned`: per hour for capacity, at less than half the price. Autoscaling keeps the capacity at 70 % of use, so DynamoDB throttles a sudden increase for some minutes. See docs/reference/costs.md.",
    allowed: '`on-demand` or `provisioned`',
    fallback: '`on-demand`',
    example: 'provisioned',
  }),
  minTableReadUnits: units(DEFAULT_MIN_UNITS, 'the lowest read capacity'),
  maxTableReadUnits: units(DEFAULT_MAX_UNITS, 'the highest read capacity'),
  minTableWriteUnits: units(DEFAULT_MIN_UNITS, 'the lowest write capacity'),
  maxTableWriteUnits: units(DEFAULT_MAX_UNITS, 'the highest write capacity'),
};

/** The limits of autoscaling, in capacity units. */
interface Limits {
  readonly min: number;
  readonly max: number;
}

/** The provisioned capacity of each table and of each index. */
export interface TableCapacity {
  readonly read: Limits;
  readonly write: Limits;
}

type CapacityInput = Readonly<{
  [Name in keyof typeof capacitySettings]: z.output<(typeof capacitySettings)[Name]>;
}>;

/** The provisioned capacity of the tables; undefined when they are paid per request. */
export const tableCapacityOf = (settings: CapacityInput): TableCapacity | undefined =>
  settings.tableBilling === 'on-demand' ? undefined : capacityIn(settings);

/** Whether a minimum is more than its maximum. */
export function conflictingCapacity(settings: CapacityInput): boolean {
  const { read, write } = capacityIn(settings);
  return read.min > read.max || write.min > write.max;
}

const capacityIn = (settings: CapacityInput): TableCapacity => ({
  read: { min: settings.minTableReadUnits, max: settings.maxTableReadUnits },
  write: { min: settings.minTableWriteUnits, max: settings.maxTableWriteUnits },
});
