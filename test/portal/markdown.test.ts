import { describe, expect, test } from 'vitest';
import { instructions } from '../../lambdas/destination-types/aws-s3/description.ts';
import { blocksIn, spansIn } from '../../portal/markdown.ts';

test('headings, paragraphs, lists, tables and code are blocks', () => {
  const text = `# Title
One
two.

1. First:

   \`\`\`json
   {
     "a": 1
   }
   \`\`\`

2. Second

- a
- b

| x | y |
|---|---|
| 1 | 2 |`;
  expect(blocksIn(text)).toEqual([
    { kind: 'heading', text: 'Title' },
    { kind: 'paragraph', text: 'One two.' },
    { kind: 'list', isOrdered: true, start: 1, items: ['First:'] },
    { kind: 'code', language: 'json', text: '{\n  "a": 1\n}' },
    { kind: 'list', isOrdered: true, start: 2, items: ['Second'] },
    { kind: 'list', isOrdered: false, start: 1, items: ['a', 'b'] },
    {
      kind: 'table',
      rows: [
        ['x', 'y'],
        ['1', '2'],
      ],
    },
  ]);
});

test('code, strong text and https links are parts of a line', () => {
  expect(spansIn('Set `a` **now**, see [it](https://example.com/x).')).toEqual([
    { kind: 'text', text: 'Set ' },
    { kind: 'code', text: 'a' },
    { kind: 'text', text: ' ' },
    { kind: 'strong', text: 'now' },
    { kind: 'text', text: ', see ' },
    { kind: 'link', text: 'it', href: 'https://example.com/x' },
    { kind: 'text', text: '.' },
  ]);
});

describe('anything else stays text', () => {
  test.each([
    '[x](javascript:alert(1))',
    '[x](http://example.com)',
    '<img src=x onerror=alert(1)>',
    '![x](data:text/html,1)',
  ])('%s', (text) => {
    expect(spansIn(text)).toEqual([{ kind: 'text', text }]);
  });
});

test('the instructions of aws_s3 are rendered completely', () => {
  const shown = blocksIn(instructions).flatMap((block) => ('text' in block ? [block] : []));
  const texts = shown.filter(({ kind }) => kind !== 'code').flatMap(({ text }) => spansIn(text));
  expect(texts.filter(({ kind, text }) => kind === 'text' && /`|\*\*|\]\(/.test(text))).toEqual([]);
});
