/**
 * An event's time in the formats that the object's metadata and its key template use. All values
 * are strings in UTC.
 */
export interface EventTime {
  /** Four digits. */
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
  /** `2024-01-02T03:04:05Z` */
  readonly rfc3339: string;
  /**
   * Like `rfc3339`, with the given fraction but without trailing zeros: Go's RFC3339Nano, as in
   * Outpost.
   */
  readonly rfc3339_nano: string;
}

/**
 * Splits an RFC 3339 time into its parts.
 * @throws RangeError when `time` is not RFC 3339. Publishing rejects such events, so this is a
 *   server error.
 */
export const eventTime = (time: string): EventTime => {
  const text = time.toUpperCase();
  const moment = new Date(text);
  const datetime = moment.toISOString().slice(0, -'.000Z'.length);
  const [date = '', clock = ''] = datetime.split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  const [hour = '', minute = '', second = ''] = clock.split(':');
  return {
    ...{ year, month, day, hour, minute, second, date, datetime },
    unix: String(Math.floor(moment.getTime() / 1000)),
    rfc3339: `${datetime}Z`,
    rfc3339_nano: `${datetime}${fraction(text)}Z`,
  };
};

const fraction = (text: string): string => {
  const digits = (/\.(\d+)/.exec(text)?.[1] ?? '').replace(/0{1,9}$/, '');
  return digits === '' ? '' : `.${digits}`;
};
