import { expect, test } from 'vitest';
import { readSettings } from '../../local/settings.ts';

test('without settings the local stack has the documented defaults', () => {
  expect(readSettings({})).toEqual({
    port: 3333,
    awsPort: 4566,
    dynamodbPort: 8000,
    kmsPort: 0,
    apiKey: 'waybill-local',
    buckets: ['my-events-bucket'],
  });
});

test('every setting is applied', () => {
  expect(
    readSettings({
      PORT: '0',
      LOCAL_AWS_PORT: '1',
      LOCAL_DYNAMODB_PORT: '65535',
      LOCAL_KMS_PORT: '4567',
      API_KEY: 'a/b+c=',
      TOPICS: 'orders, user created',
      LOCAL_BUCKETS: 'one.bucket,two@111122223333',
      LOCAL_ROLES: 'roles.json',
    }),
  ).toEqual({
    port: 0,
    awsPort: 1,
    dynamodbPort: 65_535,
    kmsPort: 4567,
    apiKey: 'a/b+c=',
    topics: ['orders', 'user created'],
    buckets: ['one.bucket', { name: 'two', owner: '111122223333' }],
    roles: 'roles.json',
  });
});

test.for([
  ['PORT', 'http'],
  ['PORT', ''],
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['LOCAL_AWS_PORT', '1e3'],
  ['LOCAL_DYNAMODB_PORT', '8000.5'],
  ['LOCAL_KMS_PORT', 'any'],
  ['API_KEY', ''],
  ['API_KEY', 'two words'],
  ['TOPICS', 'orders,,users'],
  ['TOPICS', 'orders,*'],
  ['LOCAL_BUCKETS', ''],
  ['LOCAL_BUCKETS', 'Upper'],
  ['LOCAL_BUCKETS', 'ok-bucket,no'],
  ['LOCAL_BUCKETS', '192.168.0.1'],
  ['LOCAL_BUCKETS', '192.168.0.1@111122223333'],
  ['LOCAL_BUCKETS', 'ok-bucket@acme'],
] as const)('%s may not be "%s"', ([name, value]) => {
  expect(() => readSettings({ [name]: value })).toThrow(new RegExp(`^${name} must be `));
});

test.each(['', ' '])('TOPICS of %j allows any topic, regardless of cdk.json', (TOPICS) => {
  expect(readSettings({ TOPICS })).toMatchObject({ topics: [] });
});

test('a rejected key is not shown', () => {
  expect(() => readSettings({ API_KEY: 'my secret' })).not.toThrow('my secret');
});
