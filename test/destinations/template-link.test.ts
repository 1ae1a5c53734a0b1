import { expect, test } from 'vitest';
import { templateLinks } from '../../lambdas/destinations/template-link.ts';

const now = () => new Date('2026-01-01T00:00:00Z');
const presignedUrl = ({ Bucket, Key }: { Bucket: string; Key: string }, seconds: number) =>
  `https://${Bucket}.example.com/${Key}?for=${seconds}`;

test('links to a public template without an end', () => {
  const url = 'https://templates.s3.eu-west-1.amazonaws.com/customer-role.yaml';
  expect(templateLinks(url, { presignedUrl }, now)()).toEqual({ url });
});

test('signs a link of an hour to a private template', () => {
  expect(templateLinks('s3://assets/folder/a.yaml', { presignedUrl }, now)()).toEqual({
    url: 'https://assets.example.com/folder/a.yaml?for=3600',
    expiresAt: '2026-01-01T01:00:00.000Z',
  });
});

test('has no link when the object has no URL that others can open', () => {
  const presigned = { presignedUrl: () => undefined };
  expect(templateLinks('s3://assets/a.yaml', presigned, now)()).toBeUndefined();
});
