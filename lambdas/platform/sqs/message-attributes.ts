/** The largest SQS message in bytes, attributes included: SQSDeveloperGuide, quotas-messages. */
export const MOST_MESSAGE_BYTES = 1_048_576;

type Texts = Readonly<Record<string, string>>;

/** A string message attribute in the SQS API's format. */
interface TextAttribute {
  readonly DataType: 'String';
  readonly StringValue: string;
}

/**
 * The first of `candidates` that fits into a message together with its body, in the SQS API's format;
 * undefined when none fits.
 */
export function attributesBeside(
  body: string,
  candidates: readonly Texts[],
): Record<string, TextAttribute> | undefined {
  const room = MOST_MESSAGE_BYTES - Buffer.byteLength(body);
  const texts = candidates.find((candidate) => bytesOf(candidate) <= room);
  return texts && asAttributes(texts);
}

/** Converts strings to message attributes in the SQS API's format. */
export const asAttributes = (texts: Texts): Record<string, TextAttribute> =>
  Object.fromEntries(Object.entries(texts).map(asAttribute));

const asAttribute = ([name, StringValue]: [string, string]): [string, TextAttribute] => [
  name,
  { DataType: 'String', StringValue },
];

/** The size of attributes in bytes: names, types and values count (SQSDeveloperGuide, sqs-message-metadata). */
export const bytesOf = (texts: Texts): number =>
  Object.entries(texts).reduce(
    (bytes, [name, value]) => bytes + Buffer.byteLength(`${name}String${value}`),
    0,
  );
