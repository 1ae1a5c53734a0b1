import * as z from 'zod';
import { type StorageClass, storageClasses } from '../storage-class.ts';
import { type ClassPrice, KB, minMonitoredBytes, prices } from './prices.ts';

/** The monthly cost of objects in one storage class, in US dollars. */
export const ClassCost = z.object({
  storage_class: z.enum(storageClasses),
  put_requests_usd: z.number().meta({ description: 'The cost of the PUT requests of a month.' }),
  storage_usd: z
    .number()
    .meta({ description: 'The cost of storing the objects of one month for one month.' }),
  billable_bytes: z.int().meta({ description: 'The size that S3 bills for each object.' }),
  minimum_days: z.int().meta({
    description:
      'The minimum storage duration in days: S3 bills at least this time for each object.',
  }),
  warnings: z.array(z.string()).meta({
    description: 'The reasons why the class costs more for objects of this size.',
  }),
});
type ClassCost = z.output<typeof ClassCost>;

/**
 * Computes what objects cost in a storage class.
 *
 * @param bytes the size of each object
 * @param objects the number of objects per month
 */
export const classCost = (
  storage_class: StorageClass,
  bytes: number,
  objects: number,
): ClassCost => {
  const price = prices[storage_class];
  return {
    storage_class,
    put_requests_usd: rounded((price.per1000Puts / 1000) * objects),
    storage_usd: rounded(storagePerMonth(price, bytes) * objects),
    billable_bytes: billableBytes(price, bytes),
    minimum_days: price.minDays ?? 0,
    warnings: [
      ...sizeWarnings(storage_class, bytes),
      ...comparison(storage_class, bytes),
      ...durationWarnings(price),
    ],
  };
};

/** To a hundredth of a cent. */
const rounded = (dollars: number): number => Math.round(dollars * 10_000) / 10_000;

const billableBytes = ({ minBytes = 0, overhead }: ClassPrice, bytes: number): number =>
  Math.max(bytes, minBytes) + (overhead ? overhead.own + overhead.standard : 0);

/** The storage cost of one object per month. */
const storagePerMonth = (price: ClassPrice, bytes: number): number => {
  const { perGbMonth, minBytes = 0, overhead, per1000Monitored = 0 } = price;
  const own = Math.max(bytes, minBytes) + (overhead?.own ?? 0);
  return (
    gigabytes(own) * perGbMonth +
    gigabytes(overhead?.standard ?? 0) * prices.STANDARD.perGbMonth +
    (bytes < minMonitoredBytes ? 0 : per1000Monitored / 1000)
  );
};

const gigabytes = (bytes: number): number => bytes / 2 ** 30;

const sizeWarnings = (storage_class: StorageClass, bytes: number): string[] => {
  const { minBytes = 0, overhead } = prices[storage_class];
  const size = bytes.toLocaleString('en');
  if (bytes < minBytes) {
    return [
      `Each object of ${size} bytes is billed as ${minBytes / KB} KB, the minimum in ${storage_class}.`,
    ];
  }
  if (overhead) {
    return [
      `S3 adds ${(overhead.own + overhead.standard) / KB} KB to each object in ${storage_class}, of which it bills ${overhead.standard / KB} KB at the price of STANDARD.`,
    ];
  }
  return storage_class === 'INTELLIGENT_TIERING' && bytes < minMonitoredBytes
    ? [
        `INTELLIGENT_TIERING saves nothing: an object of less than ${minMonitoredBytes / KB} KB is always billed as frequently accessed.`,
      ]
    : [];
};

const durationWarnings = ({ minDays }: ClassPrice): string[] =>
  minDays === undefined
    ? []
    : [
        `An object that is deleted or overwritten within ${minDays} days is billed for ${minDays} days.`,
      ];

const DAYS_OF_MONTH = 30;

/** Compares the higher cost of a class's requests with the savings of its storage. */
const comparison = (storage_class: StorageClass, bytes: number): string[] => {
  // The savings of its storage depend on how often each object is read.
  if (storage_class === 'STANDARD' || storage_class === 'INTELLIGENT_TIERING') return [];
  const [own, standard] = [prices[storage_class], prices.STANDARD];
  const saved = storagePerMonth(standard, bytes) - storagePerMonth(own, bytes);
  if (saved <= 0) {
    return [
      `${storage_class} costs more than STANDARD for objects of this size, however long they are kept.`,
    ];
  }
  const months = (own.per1000Puts - standard.per1000Puts) / 1000 / saved;
  return months * DAYS_OF_MONTH <= (own.minDays ?? 0)
    ? []
    : [
        `${storage_class} costs more than STANDARD for objects of this size, unless they are kept for more than ${Math.ceil(months)} months.`,
      ];
};
