/** The most bytes a message may have, its attributes included: SQSDeveloperGuide, quotas-messages. */
export const MOST_MESSAGE_BYTES = 1_048_576;

type Texts = Readonly<Record<string, string>>;

/** A text as SQS takes a message attribute. */
interface TextAttribute {
  readonly DataType: 'String';
  readonly StringValue: string;
}

/**
 * The first of `candidates` that fits into a message beside its body, as SQS takes attributes;
 * undefined when none does.
 */
export function attributesBeside(
  body: string,
  candidates: readonly Texts[],
): Record<string, TextAttribute> | undefined {
  const room = MOST_MESSAGE_BYTES - Buffer.byteLength(body);
  const texts = candidates.find((candidate) => bytesOf(candidate) <= room);
  return texts && asAttributes(texts);
}

/** Texts as SQS takes message attributes. */
export const asAttributes = (texts: Texts): Record<string, TextAttribute> =>
  Object.fromEntries(Object.entries(texts).map(asAttribute));

const asAttribute = ([name, StringValue]: [string, string]): [string, TextAttribute] => [
  name,
  { DataType: 'String', StringValue },
];

/** The bytes of a message that attributes take: names, types and values count (SQSDeveloperGuide, sqs-message-metadata). */
export const bytesOf = (texts: Texts): number =>
  Object.entries(texts).reduce(
    (bytes, [name, value]) => bytes + Buffer.byteLength(`${name}String${value}`),
    0,
  );
