import type { OptionField } from './option-field.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
const MAX_TAGS = 10;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;
/** In characters, percent-encoded: all headers of a request share 8 KB. */
const MAX_LENGTH = 4096;

/** Letters, digits and spaces of any script, and these characters. */
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

const tagsError = (text: string): string | undefined => {
  if (!text.split('&').every((pair) => /^[^=]+=/.test(pair))) {
    return 'must be like team=billing&source=events';
  }
  const tags = [...new URLSearchParams(text)];
  if (tags.length > MAX_TAGS) return `must be at most ${MAX_TAGS} tags`;
  const keys = tags.map(([key]) => key);
  if (new Set(keys).size < keys.length) return 'must have each key only once';
  const error = tags.map(([key, value]) => tagError(key, value)).find(Boolean);
  if (error !== undefined) return error;
  return encodedTags(text).length > MAX_LENGTH
    ? `must be at most ${MAX_LENGTH} characters long when percent-encoded`
    : undefined;
};

const tagError = (key: string, value: string): string | undefined => {
  if (key.length > MAX_KEY_LENGTH) return `must have keys of at most ${MAX_KEY_LENGTH} characters`;
  if (value.length > MAX_VALUE_LENGTH) {
    return `must have values of at most ${MAX_VALUE_LENGTH} characters`;
  }
  if (/^aws:/i.test(key)) return 'must not have keys that begin with aws:';
  return ALLOWED.test(key) && ALLOWED.test(value)
    ? undefined
    : 'must contain only letters, digits, spaces and + - = . _ : / @, percent-encoded where needed';
};

/** Returns the tags as a query string, percent-encoded where needed. */
const encodedTags = (text: string): string =>
  [...new URLSearchParams(text)]
    .map((tag) => tag.map((part) => encodeURIComponent(part)).join('='))
    .join('&');

export const tagsField: OptionField = {
  form: {
    type: 'text',
    key: 'tags',
    label: 'Tags',
    description: 'The tags of the objects, such as team=billing&source=events',
    required: false,
    maxlength: MAX_LENGTH,
    help: 'Also requires s3:PutObjectTagging for the role or access key',
  },
  error: tagsError,
  stored: encodedTags,
};
