import type { PutObjectInput } from '../../../platform/aws/calls/object-request.s3.ts';
import type { Settings } from '../../destination-type.ts';
import { APPLIES_TO_OBJECTS, isBatched, notBatched } from '../batches/format.ts';
import { bodyType } from './body.ts';
import { mustBe, type OptionField, selectField } from './option-field.ts';

const { promisify } = process.getBuiltinModule('node:util');
const { gzip } = process.getBuiltinModule('node:zlib');

const MAX_LENGTH = 255;
/** RFC 6713 */
const GZIP_TYPE = 'application/gzip';
/** Query engines decompress by this extension. */
const GZIP_EXTENSION = '.gz';

/** RFC 9110 section 8.3.1: a media type with parameters. */
const TOKEN = "[\\w!#$%&'*+.^`\\|~\\-]+";
const QUOTED = '"(?:[\\t !#-\\[\\]-~]|\\\\[\\t -~])*"';
const MEDIA_TYPE = new RegExp(
  `^${TOKEN}/${TOKEN}(?:[ \\t]*;[ \\t]*${TOKEN}=(?:${TOKEN}|${QUOTED}))*$`,
);

/** zstd is for batches only. */
const OBJECT_COMPRESSIONS = ['none', 'gzip'];

const compressionField = selectField(
  {
    key: 'compression',
    label: 'Compression',
    description:
      'gzip and zstd store compressed objects, with .gz or .zst at the end of their keys; empty for gzip with format ndjson, otherwise none',
  },
  [...OBJECT_COMPRESSIONS, 'zstd'],
  (compression, config) =>
    isBatched(config) || OBJECT_COMPRESSIONS.includes(compression)
      ? undefined
      : mustBe(OBJECT_COMPRESSIONS),
);

export const contentFields: readonly OptionField[] = [
  {
    form: {
      type: 'text',
      key: 'content_type',
      label: 'Content type',
      description:
        'The media type of the objects; empty for that of the format, body and compression, such as application/json',
      required: false,
      maxlength: MAX_LENGTH,
    },
    error: (type) =>
      type.length <= MAX_LENGTH && MEDIA_TYPE.test(type)
        ? undefined
        : `must be a media type of at most ${MAX_LENGTH} characters, such as application/json`,
  },
  compressionField,
  selectField(
    {
      key: 'content_encoding',
      label: 'Content encoding',
      description:
        'gzip stores compressed objects under the same keys, which HTTP clients decompress',
      applies_when: { ...APPLIES_TO_OBJECTS, compression: ['', 'none'] },
    },
    ['gzip'],
    (_, config) =>
      notBatched(config) ??
      (config.compression === 'gzip'
        ? 'cannot be combined with compression: remove one of them'
        : undefined),
  ),
  {
    form: {
      type: 'text',
      key: 'cache_control',
      label: 'Cache control',
      description: 'The Cache-Control header of the objects, such as max-age=3600',
      required: false,
      maxlength: MAX_LENGTH,
    },
    error: (text) =>
      text.length <= MAX_LENGTH && /^[!-~](?:[ -~]*[!-~])?$/.test(text)
        ? undefined
        : `must be at most ${MAX_LENGTH} characters of printable ASCII, without a space at either end`,
  },
];

const isCompressed = ({ compression }: Settings): boolean => compression === 'gzip';

/** Returns the options of a put that describe the body. */
export const contentOf = (
  config: Settings,
): Pick<PutObjectInput, 'ContentType' | 'ContentEncoding'> => ({
  ContentType: config.content_type || (isCompressed(config) ? GZIP_TYPE : bodyType(config)),
  ...(config.content_encoding && { ContentEncoding: config.content_encoding }),
});

/** The suffix that compression adds to the key of an object, unless the key ends with it already. */
export const extensionOf = (config: Settings): string =>
  isCompressed(config) ? GZIP_EXTENSION : '';

/** Returns the bytes to store for the text of an object. They are the same at every attempt. */
export const bodyOf = async (text: string, config: Settings): Promise<Buffer> => {
  const body = Buffer.from(text);
  if (!isCompressed(config) && config.content_encoding !== 'gzip') return body;
  return promisify(gzip)(body);
};
