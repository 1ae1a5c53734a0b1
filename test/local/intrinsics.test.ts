// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are CloudFormation’s.
import { expect, test } from 'vitest';
import { resolver } from '../../local/template/intrinsics.ts';

const values: Record<string, string | undefined> = {
  Queue: 'http://queue',
  'Queue.Arn': 'arn:queue',
  'AWS::Region': 'us-east-1',
  'AWS::NoValue': undefined,
};
const resolve = resolver((id, attribute) => values[[id, attribute].filter(Boolean).join('.')]);

test.for([
  ['a text stays as it is', 'text', 'text'],
  ['a number stays as it is', 3, 3],
  ['a reference becomes the resource’s id', { Ref: 'Queue' }, 'http://queue'],
  ['an attribute is found', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:queue'],
  ['an attribute is found by its short form', { 'Fn::GetAtt': 'Queue.Arn' }, 'arn:queue'],
  [
    'a join joins its resolved parts',
    { 'Fn::Join': ['-', ['a', { Ref: 'Queue' }]] },
    'a-http://queue',
  ],
  [
    'a split is a list',
    { 'Fn::Split': [':', { 'Fn::GetAtt': ['Queue', 'Arn'] }] },
    ['arn', 'queue'],
  ],
  ['a selection is one of a list', { 'Fn::Select': ['1', { 'Fn::Split': [':', 'a:b'] }] }, 'b'],
  [
    'a substitution fills in ids',
    { 'Fn::Sub': '${AWS::Region}/${Queue.Arn}' },
    'us-east-1/arn:queue',
  ],
  ['a substitution leaves literals', { 'Fn::Sub': '${!literal}' }, '${literal}'],
  [
    'a substitution takes its own variables',
    { 'Fn::Sub': ['${x}', { x: { Ref: 'Queue' } }] },
    'http://queue',
  ],
  [
    'a reference without a value is omitted from an object',
    { a: { Ref: 'AWS::NoValue' }, b: 1 },
    { b: 1 },
  ],
  ['a reference without a value is omitted from a list', [{ Ref: 'AWS::NoValue' }, 1], [1]],
  [
    'intrinsics are resolved at any depth',
    { a: [{ b: { Ref: 'Queue' } }] },
    { a: [{ b: 'http://queue' }] },
  ],
] as const)('%s', ([, value, resolved]) => {
  expect(resolve(value)).toEqual(resolved);
});

test.for([
  ['an intrinsic function it does not know', { 'Fn::ImportValue': 'x' }, 'Fn::ImportValue'],
  ['a dynamic reference', '{{resolve:ssm:x}}', '{{resolve:ssm:x}}'],
  ['a join of something that is not a list', { 'Fn::Join': ['-', 'a'] }, 'expected a list'],
  ['a join of something that is not text', { 'Fn::Join': ['-', [{}]] }, 'expected a string'],
] as const)('rejects %s', ([, value, message]) => {
  expect(() => resolve(value)).toThrow(message);
});
