import { eventTime } from './event-time.ts';
import { anything, either, nothing, type Possible, some, text } from './possible.ts';
import { wordsFor } from './template-kinds.ts';

const unknownText = text(null);

const fieldsOf = (names: readonly string[]): ReadonlyMap<string, Possible> =>
  new Map(names.map((name) => [name, unknownText]));

/** The members of `time`, all strings. */
const time: Possible = {
  ...some('object'),
  members: fieldsOf(Object.keys(eventTime('2024-01-02T03:04:05Z'))),
};

/** The entries that always exist, and those that an event or a destination may add. */
const metadata: Possible = {
  ...some('object'),
  members: fieldsOf(['event-id', 'topic', 'timestamp']),
  others: either(unknownText, nothing()),
};

/** The input of a template for any event. About its data, only that it is an object is known. */
export const anyEvent: Possible = {
  ...some('object'),
  members: new Map([
    ['data', some('object')],
    ['metadata', metadata],
    ['time', time],
  ]),
};

/** Returns the possible values of the member `name` of `possible`. */
export const fieldOf = (possible: Possible, name: string): Possible => {
  if (!possible.kinds.has('object')) return nothing(whyWithout(possible));
  const { members, others } = possible;
  const known = members?.get(name) ?? (members ? (others ?? missing(possible, name)) : anything);
  return possible.kinds.size === 1 ? known : either(known, nothing());
};

const whyWithout = ({ kinds, why }: Possible): string | undefined =>
  kinds.has('null') || kinds.has('expression') ? why : `${wordsFor(kinds)} has no fields`;

const missing = (possible: Possible, name: string): Possible => {
  const names = [...(possible.members?.keys() ?? [])].join(', ');
  return nothing(
    possible === anyEvent
      ? `a template starts from ${names}; text stands in single quotes, '${name}'`
      : `there is no ${name} among ${names}`,
  );
};
