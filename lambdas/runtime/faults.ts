import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** One sentence per fault, each starting with the path of the field it is about. */
export function faultsOf(error: z.ZodError): string[] {
  return error.issues.flatMap(sentencesOf);
}

function sentencesOf(issue: Issue): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${pathOf([...issue.path, key])} is not a known field`);
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
  path.length === 0 ? 'body' : path.map(String).join('.');
