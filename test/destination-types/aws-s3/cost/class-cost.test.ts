import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classCost } from '../../../../lambdas/destination-types/aws-s3/cost/class-cost.ts';
import { storageClasses } from '../../../../lambdas/destination-types/aws-s3/storage-class.ts';

const MB = 2 ** 20;
const MILLION = 1_000_000;

describe('the cost of a million objects', () => {
  it.each([
    ['STANDARD', 5],
    ['REDUCED_REDUNDANCY', 5],
    ['STANDARD_IA', 10],
    ['ONEZONE_IA', 10],
    ['INTELLIGENT_TIERING', 5],
    ['GLACIER', 30],
    ['DEEP_ARCHIVE', 50],
    ['GLACIER_IR', 20],
  ] as const)('in %s has PUT requests of $%d', (storage_class, dollars) => {
    expect(classCost(storage_class, 742, MILLION).put_requests_usd).toBe(dollars);
  });

  it.each([
    // 742 bytes in 2^30, for each of a million objects.
    ['STANDARD', 742, 742, 0.0159],
    ['REDUCED_REDUNDANCY', 742, 742, 0.0166],
    // 128 KB of each object.
    ['STANDARD_IA', 742, 131_072, 1.5259],
    ['ONEZONE_IA', 742, 131_072, 1.2207],
    ['GLACIER_IR', 742, 131_072, 0.4883],
    ['GLACIER_IR', 131_072, 131_072, 0.4883],
    ['GLACIER_IR', MB, MB, 3.9063],
    // 8 KB at the price of STANDARD, and 32 KB and the object at that of the class.
    ['GLACIER', 742, 41_702, 0.2878],
    ['DEEP_ARCHIVE', 742, 41_702, 0.2064],
    // Not monitored below 128 KB.
    ['INTELLIGENT_TIERING', 742, 742, 0.0159],
    ['INTELLIGENT_TIERING', 131_071, 131_071, 2.8076],
    ['INTELLIGENT_TIERING', 131_072, 131_072, 5.3076],
  ] as const)(
    'in %s, of %d bytes, is storage of %d bytes for $%d a month',
    (name, bytes, billable, dollars) => {
      expect(classCost(name, bytes, MILLION)).toMatchObject({
        billable_bytes: billable,
        storage_usd: dollars,
      });
    },
  );

  it('is 0 without objects', () => {
    for (const name of storageClasses) {
      expect(classCost(name, 742, 0)).toMatchObject({ put_requests_usd: 0, storage_usd: 0 });
    }
  });
});

describe('the warnings', () => {
  const warnings = (name: (typeof storageClasses)[number], bytes: number) =>
    classCost(name, bytes, MILLION).warnings;

  it('are empty for STANDARD', () => {
    expect(warnings('STANDARD', 1)).toEqual([]);
    expect(warnings('STANDARD', 100 * MB)).toEqual([]);
  });

  it.each([
    ['STANDARD_IA', 30],
    ['ONEZONE_IA', 30],
    ['GLACIER_IR', 90],
  ] as const)('for %s name the minimum size and the minimum storage duration', (name, days) => {
    expect(warnings(name, 1_742)).toEqual([
      `Each object of 1,742 bytes is billed as 128 KB, the minimum in ${name}.`,
      `${name} costs more than STANDARD for objects of this size, however long they are kept.`,
      `An object that is deleted or overwritten within ${days} days is billed for ${days} days.`,
    ]);
    expect(classCost(name, 1, 1).minimum_days).toBe(days);
  });

  it.each([
    ['GLACIER', 90],
    ['DEEP_ARCHIVE', 180],
  ] as const)('for %s name the bytes that S3 adds to each object', (name, days) => {
    expect(warnings(name, 742)).toEqual([
      `S3 adds 40 KB to each object in ${name}, of which it bills 8 KB at the price of STANDARD.`,
      `${name} costs more than STANDARD for objects of this size, however long they are kept.`,
      `An object that is deleted or overwritten within ${days} days is billed for ${days} days.`,
    ]);
  });

  it('name the storage duration from which a class is cheaper', () => {
    // $10 more for a million requests, and $1.28 a month less for their storage.
    expect(warnings('STANDARD_IA', 131_072)).toContain(
      'STANDARD_IA costs more than STANDARD for objects of this size, unless they are kept for more than 4 months.',
    );
    expect(warnings('DEEP_ARCHIVE', 131_072)).toContain(
      'DEEP_ARCHIVE costs more than STANDARD for objects of this size, unless they are kept for more than 19 months.',
    );
  });

  it('name only the minimum storage duration when a class is cheaper after it', () => {
    expect(warnings('GLACIER_IR', 10 * MB)).toEqual([
      'An object that is deleted or overwritten within 90 days is billed for 90 days.',
    ]);
  });

  it('for INTELLIGENT_TIERING say that it does not move small objects', () => {
    expect(warnings('INTELLIGENT_TIERING', 131_071)).toEqual([
      'INTELLIGENT_TIERING saves nothing: an object of less than 128 KB is always billed as frequently accessed.',
    ]);
    expect(warnings('INTELLIGENT_TIERING', 131_072)).toEqual([]);
  });

  it('for REDUCED_REDUNDANCY say that it costs more than STANDARD', () => {
    expect(warnings('REDUCED_REDUNDANCY', 742)).toEqual([
      'REDUCED_REDUNDANCY costs more than STANDARD for objects of this size, however long they are kept.',
    ]);
  });
});

describe('the page of costs', () => {
  const path = join(import.meta.dirname, '../../../../docs/reference/costs.md');
  const lines = readFileSync(path, 'utf8').split('\n');

  it.each(storageClasses)('lists the prices of %s', (name) => {
    const { put_requests_usd, storage_usd } = classCost(name, 943, MILLION);
    const row = `| \`${name}\` | ${put_requests_usd} | ${storage_usd.toFixed(2)} |`;
    expect(lines.filter((line) => line.startsWith(row))).toHaveLength(1);
  });
});
