import type { JSONValue } from '@jmespath-community/jmespath';
import type { WritableEvent } from '../../destination-type.ts';
import { eventTime } from './event-time.ts';
import { parseExactly } from './template-values.ts';

/** The values of an event that a template can use, in addition to its metadata. */
interface RootOptions {
  /** The zone of `time`. @default UTC */
  readonly zone?: string;
  /** Is called when `data` is parsed. */
  readonly onParse?: (text: string) => void;
}

/**
 * Returns the root value of an event's templates. `data` is parsed and `time` is computed only when the
 * template reads them.
 *
 * @param metadata the `metadata` that the template sees
 */
export const templateRoot = (
  event: WritableEvent,
  metadata: Readonly<Record<string, string>>,
  { zone, onParse }: RootOptions = {},
) => {
  let data: JSONValue | undefined;
  let time: ReturnType<typeof timeOf> | undefined;
  return {
    __proto__: null,
    metadata: { __proto__: null, ...metadata },
    get time() {
      time ??= timeOf(event, zone);
      return time;
    },
    get data(): JSONValue {
      if (data === undefined) onParse?.(event.data);
      data ??= parseExactly(event.data);
      return data;
    },
  };
};

const timeOf = ({ time }: WritableEvent, zone: string | undefined) => ({
  __proto__: null,
  ...eventTime(time, zone),
});
