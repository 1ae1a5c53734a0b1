import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventTime } from '../../../../lambdas/destination-types/aws-s3/key-templates/event-time.ts';
import { isTimeZone } from '../../../../lambdas/destination-types/aws-s3/key-templates/time-zone.ts';

describe('the time of an event in a zone', () => {
  it('has the fields of UTC, with the offset of the zone', () => {
    expect(eventTime('2024-07-02T23:04:05.120Z', 'Europe/Berlin')).toEqual({
      year: '2024',
      month: '07',
      day: '03',
      hour: '01',
      minute: '04',
      second: '05',
      date: '2024-07-03',
      datetime: '2024-07-03T01:04:05',
      unix: '1719961445',
      rfc3339: '2024-07-03T01:04:05+02:00',
      rfc3339_nano: '2024-07-03T01:04:05.12+02:00',
    });
  });

  it.each([
    // The last second before, and the first after each change of 2024.
    ['Europe/Berlin', '2024-03-31T00:59:59Z', '2024-03-31T01:59:59+01:00'],
    ['Europe/Berlin', '2024-03-31T01:00:00Z', '2024-03-31T03:00:00+02:00'],
    ['Europe/Berlin', '2024-10-27T00:59:59Z', '2024-10-27T02:59:59+02:00'],
    ['Europe/Berlin', '2024-10-27T01:00:00Z', '2024-10-27T02:00:00+01:00'],
    ['Europe/London', '2024-10-27T00:59:59Z', '2024-10-27T01:59:59+01:00'],
    ['Europe/London', '2024-10-27T01:00:00Z', '2024-10-27T01:00:00Z'],
    ['America/New_York', '2024-03-10T06:59:59Z', '2024-03-10T01:59:59-05:00'],
    ['America/New_York', '2024-03-10T07:00:00Z', '2024-03-10T03:00:00-04:00'],
    // Half an hour.
    ['Australia/Lord_Howe', '2024-04-06T14:59:59Z', '2024-04-07T01:59:59+11:00'],
    ['Australia/Lord_Howe', '2024-04-06T15:00:00Z', '2024-04-07T01:30:00+10:30'],
    // Samoa had no 30 December 2011.
    ['Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29T23:59:59-10:00'],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31T00:00:00+14:00'],
  ])('follows a change of the offset: %s at %s is %s', (zone, time, local) => {
    expect(eventTime(time, zone).rfc3339).toBe(local);
  });

  it.each([
    ['Asia/Tokyo', '2024-12-31T15:00:00Z', '2025', '2025-01-01'],
    ['America/Los_Angeles', '2025-01-01T07:59:59Z', '2024', '2024-12-31'],
    ['Pacific/Apia', '2024-02-28T11:00:00Z', '2024', '2024-02-29'],
    ['Asia/Tokyo', '9999-12-31T23:59:59Z', '+010000', '+010000-01-01'],
    ['America/New_York', '0000-01-01T00:00:00Z', '-000001', '-000001-12-31'],
  ])('crosses years: %s at %s is in %s', (zone, time, year, date) => {
    expect(eventTime(time, zone)).toMatchObject({ year, date });
  });

  it.each([
    ['Asia/Kolkata', '+05:30'],
    ['Asia/Kathmandu', '+05:45'],
    ['America/St_Johns', '-03:30'],
    ['Pacific/Chatham', '+13:45'],
    ['Etc/GMT+12', '-12:00'],
  ])('has the offset of %s: %s', (zone, offset) => {
    expect(eventTime('2024-01-02T00:00:00Z', zone).rfc3339.slice(-6)).toBe(offset);
  });

  it('rounds an offset with seconds to whole minutes', () => {
    // RFC 3339 section 5.8. New York was 4 hours, 56 minutes and 2 seconds behind.
    expect(eventTime('1880-01-01T12:00:00Z', 'America/New_York').rfc3339).toBe(
      '1880-01-01T07:04:00-04:56',
    );
  });

  it.each(['UTC', 'utc', 'Etc/UTC', 'GMT'])('is the time without a zone in %s', (zone) => {
    const time = '2024-01-02T03:04:05.600Z';
    expect(eventTime(time, zone)).toEqual(eventTime(time));
  });

  it('is the same moment in every zone', () => {
    const moments = fc.date({
      min: new Date('1900-01-01T00:00:00Z'),
      max: new Date('2100-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    fc.assert(
      fc.property(moments, zones, (moment, zone) => {
        const local = eventTime(moment.toISOString(), zone);
        expect(Date.parse(local.rfc3339_nano)).toBe(moment.getTime());
        expect(local.rfc3339.startsWith(local.datetime)).toBe(true);
        expect(local.datetime).toBe(
          `${local.year}-${local.month}-${local.day}T${local.hour}:${local.minute}:${local.second}`,
        );
      }),
    );
  });
});

describe('a time zone', () => {
  it.each(['Europe/Berlin', 'europe/berlin', 'UTC', 'Etc/GMT-14', 'US/Pacific', 'EST'])(
    'is %s',
    (name) => {
      expect(isTimeZone(name)).toBe(true);
    },
  );

  it.each([
    'Europe/Atlantis',
    '',
    '+05:30',
    '-0500',
    'Z',
    'Berlin',
    'CEST',
    ' UTC',
    'Europe/Berlin ',
  ])('is not %j', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });
});
