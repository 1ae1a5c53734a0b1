import { expect, test } from 'vitest';
import type { PreviewBody } from '../../../lambdas/delivery/preview.operations.ts';
import { previewedObjects } from '../../../portal/destination-form/previewed-objects.ts';

const previewed = (text: string) => previewedObjects(JSON.parse(text) as PreviewBody, text);

const object = '"key":"k","headers":{"content-type":"application/json"},"metadata":{}';

test('one object has its body, indented and with every digit', () => {
  expect(previewed(`{${object},"body":{"n":12345678901234567890,"x":1.0}}`)).toMatchObject([
    { key: 'k', text: '{\n  "n": 12345678901234567890,\n  "x": 1.0\n}', isWhole: true },
  ]);
});

test('each object of batches has its first rows as lines, with every digit', () => {
  const batch = (partition: string, events: number, rows: string) =>
    `{${object},"partition":"${partition}","events":${events},"bytes":70,"rows":${rows}}`;
  const batches = [batch('a/', 2, '[{"n":1.0}, {"n":[1,2]}]'), batch('b/', 9, '[{"n":1e3}]')];
  expect(previewed(`{${object},"body":{},"objects":[${batches}]}`)).toMatchObject([
    { partition: 'a/', events: 2, bytes: 70, text: '{"n":1.0}\n{"n":[1,2]}', isWhole: true },
    { partition: 'b/', events: 9, text: '{"n":1e3}', isWhole: false },
  ]);
});

test('a long text is shown in part', () => {
  const row = JSON.stringify({ text: 'x'.repeat(5_000) });
  const batch = `{${object},"partition":"","events":1,"bytes":70,"rows":[${row}]}`;
  const [shown] = previewed(`{${object},"body":{},"objects":[${batch}]}`);
  expect(shown?.isWhole).toBe(false);
  expect(shown?.text).toHaveLength(4_000);
});
