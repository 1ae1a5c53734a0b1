import { offsetMinutes } from './time-zone.ts';

/**
 * An event's time in one time zone, in the formats that the object's metadata and its key template
 * use. All values are strings.
 */
export interface EventTime {
  /** Four digits; a sign and six digits when the zone's year is outside 0000 to 9999. */
  readonly year: string;
  /** Two digits, like all following fields up to `second`. */
  readonly month: string;
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
  /** `2024-01-02` */
  readonly date: string;
  /** `2024-01-02T03:04:05`, without a zone. */
  readonly datetime: string;
  /** Whole seconds since 1970, rounded down. */
  readonly unix: string;
  /** `2024-01-02T03:04:05Z`, or with the zone's offset, such as `+01:00`. */
  readonly rfc3339: string;
  /**
   * Like `rfc3339`, with the given fraction but without trailing zeros: Go's RFC3339Nano, as in
   * Outpost.
   */
  readonly rfc3339_nano: string;
}

/**
 * Splits an RFC 3339 time into its parts.
 *
 * @param zone an IANA time zone
 * @throws RangeError when `time` is not a time, or when the zone does not exist. Publishing and
 *   saving reject both, so this is a server error.
 */
export const eventTime = (time: string, zone = 'UTC'): EventTime => {
  const text = time.toUpperCase();
  const moment = new Date(text);
  const offset = zone === 'UTC' ? 0 : offsetMinutes(moment, zone);
  const datetime = datetimeAt(moment.getTime() + offset * 60_000);
  const date = datetime.slice(0, -'T00:00:00'.length);
  const [hour = '', minute = '', second = ''] = datetime.slice(-'00:00:00'.length).split(':');
  const [year, month, day] = [date.slice(0, -6), date.slice(-5, -3), date.slice(-2)];
  const suffix = offsetText(offset);
  return {
    ...{ year, month, day, hour, minute, second, date, datetime },
    unix: unixSeconds(text),
    rfc3339: `${datetime}${suffix}`,
    rfc3339_nano: `${datetime}${fraction(text)}${suffix}`,
  };
};

/**
 * The `unix` of an RFC 3339 time.
 *
 * @throws RangeError when `time` is not a time
 */
export const unixSeconds = (time: string): string => {
  const seconds = Math.floor(Date.parse(time.toUpperCase()) / 1_000);
  if (Number.isNaN(seconds)) throw new RangeError(`${time} is not a time`);
  return String(seconds);
};

const datetimeAt = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, -'.000Z'.length);

/** As in Go, an offset of zero is `Z` in every zone. */
const offsetText = (offset: number): string => {
  if (offset === 0) return 'Z';
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${offset < 0 ? '-' : '+'}${twoDigits(hours)}:${twoDigits(minutes)}`;
};

const twoDigits = (number: number): string => String(number).padStart(2, '0');

const fraction = (text: string): string => {
  const digits = (/\.(\d+)/.exec(text)?.[1] ?? '').replace(/0{1,9}$/, '');
  return digits === '' ? '' : `.${digits}`;
};
