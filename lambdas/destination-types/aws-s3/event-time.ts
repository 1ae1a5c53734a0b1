/** An event's moment in the forms the object's metadata and its key template use, all texts in UTC. */
export interface EventTime {
  /** Four digits. */
  readonly year: string;
  /** Two digits, as are all the following up to `second`. */
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
  /** As `rfc3339`, with the fraction as given but for zeros at its end: Go's RFC3339Nano, as Outpost has it. */
  readonly rfc3339_nano: string;
}

/**
 * Takes an RFC 3339 time apart.
 * @throws RangeError when `time` is none: acceptance lets no such event in, so it is a fault of ours.
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
