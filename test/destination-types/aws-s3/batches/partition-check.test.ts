import { describe, expect, it } from 'vitest';
import { DEFAULT_PARTITION } from '../../../../lambdas/destination-types/aws-s3/batches/partition.ts';
import { partitionTemplateError } from '../../../../lambdas/destination-types/aws-s3/batches/partition-check.ts';

describe('the check of a partition', () => {
  it.each([
    DEFAULT_PARTITION,
    "''",
    "'all'",
    "'all/'",
    'time.date',
    'data.country',
    'data.a.b.c',
    'data.items[0].sku',
    'data."event-id"',
    'metadata.region',
    'metadata.topic',
    `join('/', [data.country, time.year, time.month, time.day, time.hour, time.minute])`,
    `join('', ['c=', not_null(data.country, 'none'), '/date=', time_in('Asia/Tokyo').date])`,
    `segment(data.name)`,
    `sha256(data.email)[:2]`,
    `to_string(data.year)`,
    `data.paid && 'paid' || 'open'`,
  ])('accepts %s', (template) => {
    expect(partitionTemplateError(template, {})).toBeUndefined();
  });

  it.each([
    ["'../x/'", "'../x/' is a partition with a . or .. path segment"],
    ["'/x/'", "'/x/' is a partition that begins with /"],
    ['`null`', 'is not a string'],
    ['`[]`', 'is not a string'],
    [`'${'x'.repeat(600)}'`, 'is a partition longer than 512 bytes'],
    [`join('', ['/', data.a])`, 'it evaluates to a partition that begins with /'],
    [`join('', ['a/../', data.a])`, "path segment, through 'a/../'"],
    [`join('', [data.a, '\u0001'])`, 'it evaluates to a partition with a control character'],
    [`join('', [data.a, '${'x'.repeat(600)}'])`, 'it evaluates to a partition longer than'],
    ['[data.a]', 'is an array'],
    ['country', 'a template starts from data, metadata, time'],
    ['batch.id', 'a template starts from data, metadata, time'],
  ])('rejects %s, which is invalid for every event', (template, error) => {
    const message = partitionTemplateError(template, {});
    expect(message).toMatch(/^cannot evaluate to a partition for any event: /);
    expect(message).toContain(error);
  });

  it.each([
    ['time.date[', 'is not valid JMESPath'],
    ['nope(data.a)', 'calls an unknown function: nope()'],
    ['uuid()', 'a partition must be the same at every attempt: use data or metadata'],
    ['now()', 'a partition must be the same at every attempt: use time'],
    ['segment(data.a, data.b)', 'calls segment() with 2 argument(s); it takes 1'],
    [`time_in('Europe/Atlantis').date`, 'which is not an IANA time zone'],
    [`'${'x'.repeat(1024)}'`, 'must be at most 1024 characters long'],
  ])('rejects %s', (template, error) => {
    expect(partitionTemplateError(template, {})).toContain(error);
  });

  it.each([
    'metadata."event-id"',
    `join('/', [data.country, metadata."event-id"])`,
    `not_null(data.order_id, metadata."event-id")`,
    `join('/', [metadata.region, data.a.b, sha256(metadata."event-id")])`,
  ])('rejects %s, which gives each event its own object', (template) => {
    expect(partitionTemplateError(template, {})).toBe(
      "must not depend on the event's id: each event would be an object of its own",
    );
  });

  it.each([
    'time.second',
    'time.unix',
    'time.rfc3339_nano',
    'metadata.timestamp',
    `join('/', [data.country, time.datetime])`,
    `join('', [data.a, time_in('Asia/Kathmandu').second])`,
  ])('rejects %s, which gives each second its own object', (template) => {
    expect(partitionTemplateError(template, {})).toBe(
      'must not differ between events that are one second apart: the objects would be small',
    );
  });

  it('counts the prefix towards the length limit', () => {
    const template = `'${'x'.repeat(400)}'`;
    expect(partitionTemplateError(template, { prefix: 'p'.repeat(490) })).toBeUndefined();
    expect(partitionTemplateError(template, { prefix: 'p'.repeat(500) })).toContain(
      'is a partition longer than 396 bytes',
    );
  });
});
