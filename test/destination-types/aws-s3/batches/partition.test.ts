import { describe, expect, it } from 'vitest';
import {
  DEFAULT_PARTITION,
  renderPartition,
} from '../../../../lambdas/destination-types/aws-s3/batches/partition.ts';
import type {
  Settings,
  WritableEvent,
} from '../../../../lambdas/destination-types/destination-type.ts';
import { anEvent } from '../builders.ts';
import { COSTLY_STEPS, dataWith } from '../key-templates/costly-templates.ts';

const partitionOf = (
  config: Settings,
  event: Partial<WritableEvent> = {},
  delivery_metadata: Settings = {},
) => {
  const rendered = renderPartition(anEvent(event), { config, delivery_metadata });
  return rendered === 'undecided' ? rendered : rendered.partition;
};

const NULL = '__HIVE_DEFAULT_PARTITION__/';
const late = { time: '2026-11-29T23:30:00Z' };

describe('the partition of an event', () => {
  it('is by default the day of its own time, in the time zone of the config', () => {
    for (const partition of ['', DEFAULT_PARTITION, `join('', ['date=', time.date])`]) {
      expect(partitionOf({ partition }, late)).toBe('date=2026-11-29/');
      expect(partitionOf({ partition, time_zone: 'Europe/Berlin' }, late)).toBe('date=2026-11-30/');
    }
    expect(
      partitionOf({ time_zone: 'America/Los_Angeles' }, { time: '2026-03-08T07:59:59Z' }),
    ).toBe('date=2026-03-07/');
  });

  it('accepts text, numbers and booleans, and ends with /', () => {
    const data = '{"country":"DE","year":2026,"big":12345678901234567890,"paid":true}';
    const of = (partition: string) => partitionOf({ partition }, { ...late, data });
    expect(of('data.country')).toBe('DE/');
    expect(of('data.year')).toBe('2026/');
    expect(of('data.big')).toBe('12345678901234567890/');
    expect(of('data.paid')).toBe('true/');
    expect(of(`join('', ['c=', data.country, '/d=', time.date, '/'])`)).toBe('c=DE/d=2026-11-29/');
    expect(of(`join('', ['h=', time_in('Asia/Tokyo').hour])`)).toBe('h=08/');
    expect(of("''")).toBe('');
  });

  it('can use metadata of the event and of the destination', () => {
    const partition = `join('/', [metadata.topic, metadata.region, metadata.team])`;
    const event = { metadata: { region: 'eu' } };
    expect(partitionOf({ partition }, event, { team: 'a' })).toBe('orders/eu/a/');
  });

  it.each([
    ['data.none', '{}'],
    ['data.country', '{"country":null}'],
    ['data', '{}'],
    [`join('/', [data.country, time.date])`, '{"country":1}'],
    ['data.country', '{"country":"/etc"}'],
    ['data.country', '{"country":"a/../b"}'],
    ['data.country', '{"country":".."}'],
    ['data.country', '{"country":"a\\u0007"}'],
    ['data.country', '{"country":"\\ud800"}'],
    ['data.country', JSON.stringify({ country: 'x'.repeat(512) })],
  ])('is the null partition when %s evaluates to nothing for %s', (partition, data) => {
    expect(partitionOf({ partition }, { data })).toBe(NULL);
  });

  it('may fill the length that the prefix leaves', () => {
    const data = (length: number) => ({ data: JSON.stringify({ a: 'x'.repeat(length) }) });
    const config = { partition: 'data.a', prefix: 'p'.repeat(500) };
    expect(partitionOf(config, data(395))).toBe(`${'x'.repeat(395)}/`);
    expect(partitionOf(config, data(396))).toBe(NULL);
    expect(partitionOf({ partition: 'data.a' }, data(511))).toBe(`${'x'.repeat(511)}/`);
  });

  it('is undecided when it exceeds its step budget, and returns the steps it took', () => {
    const [partition, x] = COSTLY_STEPS[0] ?? ['', ''];
    expect(partitionOf({ partition }, { data: dataWith(x) })).toBe('undecided');
    const rendered = renderPartition(anEvent({ data: '{"a":"b"}' }), {
      config: { partition: 'data.a' },
      delivery_metadata: {},
    });
    expect(rendered).toMatchObject({ partition: 'b/', steps: expect.closeTo(4, -1) });
    const large = anEvent({ data: JSON.stringify({ a: 'b', large: 'x'.repeat(4_900_000) }) });
    const target = { config: { partition: 'data.a' }, delivery_metadata: {} };
    expect(renderPartition(large, target)).toEqual({
      partition: 'b/',
      steps: expect.closeTo(490_000, -3),
    });
  });
});
