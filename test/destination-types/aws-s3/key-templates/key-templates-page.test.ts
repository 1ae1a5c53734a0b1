import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TreeInterpreter } from '@jmespath-community/jmespath';
import { expect, it } from 'vitest';
import { keyTemplateError } from '../../../../lambdas/destination-types/aws-s3/key-templates/key-template.ts';
import { keyFunctions } from '../../../../lambdas/destination-types/aws-s3/key-templates/template-key-functions.ts';
import { keyOf } from '../builders.ts';

const page = readFileSync(
  join(import.meta.dirname, '../../../../docs/reference/key-templates.md'),
  'utf8',
);

/** The rows of the tables, with the code in each cell. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line.split(' | ').map((cell) => /(?:^|[^`])(``?)([^`].*?)\1(?!`)/.exec(cell)?.[2]),
  );

const examples = rows.flatMap((cells) => {
  const [template, gives] = cells.slice(-2);
  return cells.length >= 3 && template && gives ? [[template, gives] as const] : [];
});

it.each(examples)('the documented example %s evaluates to %s', (template, gives) => {
  expect(keyOf(template, '{"a":1}')).toBe(gives);
});

const objectives = rows.flatMap((cells) => (cells.length === 2 && cells[1] ? [cells[1]] : []));

it.each(objectives.filter((one) => one.startsWith('join(')))(
  'the documented template %s is accepted',
  (template) => {
    expect(keyTemplateError(template)).toBeUndefined();
  },
);

it('docs/reference/key-templates.md lists every function', () => {
  const names = rows.flatMap(([first]) => /^\w+/.exec(first ?? '')?.[0] ?? []);
  const functions = [
    ...Object.keys(TreeInterpreter.runtime._functionTable),
    ...keyFunctions.keys(),
  ];
  expect(functions.filter((name) => !names.includes(name))).toEqual([]);
});
