import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** As many as a person reads; an answer, a dead letter and a log line must hold them. */
const MOST_FAULTS = 20;

/** Characters of a name in a path: names are the caller's own, and may be of any length. */
const MOST_NAME_CHARACTERS = 64;

/** One sentence per fault, each starting with the path of the field it is about. */
export function validationMessages(error: z.ZodError): string[] {
  const sentences = error.issues.slice(0, MOST_FAULTS).flatMap(sentencesOf);
  const more = error.issues.length - MOST_FAULTS;
  return more > 0 ? [...sentences, `and ${more} more faults`] : sentences;
}

function sentencesOf(issue: Issue): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${pathOf([...issue.path, key])} is not a known field`);
  }
  if (issue.code === 'invalid_union' && issue.message === 'Invalid input') {
    // Of the forms a value may have, the first is the usual one.
    const [first = []] = issue.errors;
    return first.flatMap((one) => sentencesOf({ ...one, path: [...issue.path, ...one.path] }));
  }
  return [`${pathOf(issue.path)} ${predicateOf(issue)}`];
}

/** Messages written in our schemas are predicates ("must be …"); zod's own begin otherwise. */
function predicateOf(issue: Issue): string {
  if (issue.code !== 'invalid_type' || !issue.message.startsWith('Invalid input')) {
    return issue.message;
  }
  return issue.message.endsWith('received undefined')
    ? 'is required'
    : `must be ${article(issue.expected === 'record' ? 'object' : issue.expected)}`;
}

const article = (noun: string): string => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`);

const pathOf = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? 'body' : path.map(nameOf).join('.');

const nameOf = (key: PropertyKey): string => {
  const name = String(key).toWellFormed();
  return name.length > MOST_NAME_CHARACTERS ? `${name.slice(0, MOST_NAME_CHARACTERS)}…` : name;
};
