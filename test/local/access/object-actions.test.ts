import { expect, test } from 'vitest';
import { accessesFor } from '../../../local/access/object-actions.ts';

const request = (method: string, path: string, headers: object = {}) => {
  const { pathname, searchParams } = new URL(path, 'http://s3');
  const [, bucket = '', ...key] = pathname.split('/');
  const query = Object.fromEntries(searchParams);
  return { method, bucket, key: key.join('/'), query, headers: { ...headers } };
};

test.each([
  ['PUT', '/b/k', {}, ['s3:PutObject']],
  ['PUT', '/b/k', { 'x-amz-tagging': 'a=b' }, ['s3:PutObject', 's3:PutObjectTagging']],
  ['PUT', '/b/k', { 'x-amz-acl': 'private' }, ['s3:PutObject', 's3:PutObjectAcl']],
  ['PUT', '/b/k?partNumber=1&uploadId=u', {}, ['s3:PutObject']],
  ['POST', '/b/k?uploads', {}, ['s3:PutObject']],
  ['PUT', '/b/k?tagging', {}, ['s3:PutObjectTagging']],
  ['PUT', '/b/k?acl', {}, ['s3:PutObjectAcl']],
  ['GET', '/b/k?tagging', {}, ['s3:GetObjectTagging']],
  ['DELETE', '/b/k?tagging', {}, ['s3:DeleteObjectTagging']],
  ['GET', '/b/k', {}, ['s3:GetObject']],
  ['GET', '/b/k?versionId=v', {}, ['s3:GetObjectVersion']],
  ['HEAD', '/b/k', {}, ['s3:GetObject']],
  ['DELETE', '/b/k', {}, ['s3:DeleteObject']],
  ['DELETE', '/b/k?versionId=v', {}, ['s3:DeleteObjectVersion']],
  ['DELETE', '/b/k?uploadId=u', {}, ['s3:AbortMultipartUpload']],
])('%s %s with headers %j needs permissions for the object', (method, path, headers, actions) => {
  const needed = actions.map((action) => ({ action, resource: 'arn:aws:s3:::b/k' }));
  expect(accessesFor(request(method, path, headers))).toEqual(needed);
});

test.each(['GET', 'HEAD'])('%s of a bucket needs the permission to list it', (method) => {
  expect(accessesFor(request(method, '/b'))).toEqual([
    { action: 's3:ListBucket', resource: 'arn:aws:s3:::b' },
  ]);
});

test.each([
  ['PUT', '/b', {}],
  ['POST', '/b?delete', {}],
  ['POST', '/b/k', {}],
  ['PUT', '/b/k?retention', {}],
  ['PUT', '/b/k?legal-hold', {}],
  ['PUT', '/b/k?tagging&versionId=v', {}],
  ['PUT', '/b/k?renameObject', {}],
  ['PUT', '/b/k', { 'x-amz-copy-source': 'b/other' }],
])('%s %s with headers %j is not for sessions', (method, path, headers) => {
  expect(accessesFor(request(method, path, headers))).toBeUndefined();
});
