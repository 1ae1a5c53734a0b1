import type { FormError } from '../components/form-error.ts';

/** The id of a field's input: its path in the body, such as `config.bucket`. */
export const fieldId = (section: 'config' | 'credentials', key: string): string =>
  `${section}.${key}`;

/** The paths of a body that have an input. */
const PATH = /^(?:(?:config|credentials)\.[\w-]+|topics|filter|type)\b/;

/** Turns the sentences of a 422, such as `config.bucket is required`, into errors with their fields. */
export const formErrors = (sentences: readonly string[]): FormError[] =>
  sentences.map((message) => {
    const field = PATH.exec(message)?.[0];
    return field === undefined ? { message } : { field, message };
  });

/** The message beside a field, without its path. */
export const messageFor = (errors: readonly FormError[], id: string): string | undefined => {
  const message = errors.find(({ field }) => field === id)?.message;
  if (message === undefined) return undefined;
  const problem = message.startsWith(`${id} `) ? message.slice(id.length + 1) : message;
  return problem.charAt(0).toUpperCase() + problem.slice(1);
};
