import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { templateOf } from './support/stacks.ts';

const PAGE = join(import.meta.dirname, '../../docs/how-to/data-protection.md');

const Properties = z.object({
  FunctionName: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }).optional(),
});

const Mapping = z.object({ FunctionName: z.object({ Ref: z.string() }) });

it('the steps to restore a table stop every function that consumes a queue and uses a table', () => {
  const template = templateOf();
  const functions = template.findResources('AWS::Lambda::Function');
  const consumers = Object.values(template.findResources('AWS::Lambda::EventSourceMapping')).map(
    (mapping) => Mapping.parse(mapping.Properties).FunctionName.Ref,
  );
  const workers = [...new Set(consumers)]
    .map((id) => Properties.parse(functions[id]?.Properties))
    .filter(({ Environment }) =>
      ['EVENTS_TABLE', 'DESTINATIONS_TABLE'].some((name) => name in (Environment?.Variables ?? {})),
    )
    .map(({ FunctionName }) => FunctionName.replace(/^waybill-[a-z]+-/, ''));
  const stopped = /for worker in (.+); do/.exec(readFileSync(PAGE, 'utf8'))?.[1]?.split(' ') ?? [];
  expect(stopped.toSorted()).toEqual(workers.toSorted());
});
