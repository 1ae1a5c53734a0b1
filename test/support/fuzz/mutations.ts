import fc from 'fast-check';

/** JSON text of valid bodies and of mutated ones. */
export const mutated = (value: unknown): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(JSON.stringify(value)) },
    { weight: 4, arbitrary: changedMember(value) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }).map((other) => JSON.stringify(other)) },
    { weight: 1, arbitrary: brokenText(value) },
  );

/** Created once: creation takes milliseconds. */
const oddText = fc.string({ unit: 'binary', maxLength: 20 });

/** Unexpected values as JSON text. JSON.stringify could not produce some of them. */
const oddValues = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary', maxLength: 50 }).map((text) => JSON.stringify(text)),
  fc.constantFrom(
    'null',
    'true',
    '""',
    '[]',
    '{}',
    '-0',
    '1e400',
    '12345678901234567890',
    '0.1e-7',
  ),
  fc.constantFrom('"\\ud800"', '"\\u0000"', '"a\\u0007b"', '{"__proto__":{"a":1}}', '[[],[[]],{}]'),
  fc.integer({ min: 1, max: 40_000 }).map((length) => JSON.stringify('x'.repeat(length))),
  fc.integer({ min: 1, max: 9_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  fc
    .integer({ min: 1, max: 9_000 })
    .map((depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
);

const oddNames = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', '', '$ref', 'a.b', 'id', 'tenant-id'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

/** The value with one member removed, replaced or added, at any depth. */
function changedMember(value: unknown): fc.Arbitrary<string> {
  if (typeof value !== 'object' || value === null) return oddValues;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const write = (all: readonly (readonly [string, string])[]) =>
    Array.isArray(value)
      ? `[${all.map(([, text]) => text).join()}]`
      : `{${all.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join()}}`;
  const texts = members.map(([name, member]) => [name, JSON.stringify(member)] as const);
  const added = fc.tuple(oddNames, oddValues).map((member) => write([...texts, member]));
  if (members.length === 0) return added;
  const without = (place: number) => texts.filter((_member, other) => other !== place);
  const at = fc.nat({ max: members.length - 1 });
  return fc.oneof(
    added,
    at.map((place) => write(without(place))),
    at.chain((place) =>
      fc
        .oneof(oddValues, changedMember(members[place]?.[1]))
        .map((text) => write([...without(place), [members[place]?.[0] ?? '', text]])),
    ),
  );
}

/** Text that is not JSON, or that only starts like JSON. */
const brokenText = (value: unknown): fc.Arbitrary<string> => {
  const text = JSON.stringify(value);
  return fc.oneof(
    fc.nat({ max: text.length }).map((end) => text.slice(0, end)),
    oddText.map((more) => text + more),
    oddText,
    fc.constantFrom('', ' ', '\uFEFF', `\uFEFF${text}`, 'undefined', 'NaN', "{'a':1}", '{"a":1,}'),
  );
};
