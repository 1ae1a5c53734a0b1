import { hash } from 'node:crypto';

const data = JSON.stringify({ id: 'evt_01JABCDEFGHJKMNPQRSTVWXYZ0', text: 'y'.repeat(900) });

/** An event as it is recorded: 1.3 KB. */
export const PUT = {
  TableName: 'events',
  Item: {
    pk: 'EVENT#evt_01JABCDEFGHJKMNPQRSTVWXYZ0',
    sk: 'tenant',
    kind: 'event',
    event_id: 'evt_01JABCDEFGHJKMNPQRSTVWXYZ0',
    tenant_id: 'tenant',
    topic: 'orders',
    time: '2026-11-30T01:00:00.000Z',
    metadata: { source: 'bench', region: 'eu' },
    data,
    destination_ids: ['des_01JABCDEFGHJKMNPQRSTVWXYZ0'],
    accepted_at: '2026-11-30T01:00:00.000Z',
    owner: 'EVENTS#tenant#3',
    timeline: 'EVENTS#3',
    position: '2026-11-30T01:00:00.000Z#evt_01JABCDEFGHJKMNPQRSTVWXYZ0',
    expires_at: 1_796_000_000,
  },
  ConditionExpression: 'attribute_not_exists(pk) OR expires_at <= :now',
  ExpressionAttributeValues: { ':now': 1_795_000_000 },
};

const body = JSON.stringify({ event_id: PUT.Item.event_id, tenant_id: 'tenant', data });

export const BODY_MD5 = hash('md5', body);

/** A delivery as it is queued. */
export const SEND = {
  QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/deliveries',
  Entries: [{ Id: '0', MessageBody: body, MessageGroupId: 'tenant#destination', DelaySeconds: 0 }],
};

/** The object of the same event in a customer's bucket. */
export const OBJECT = {
  Bucket: 'my-bucket',
  Key: '1767225600_evt_1.json',
  Body: Buffer.from(JSON.stringify({ text: 'x'.repeat(930) })),
  ContentType: 'application/json',
  ContentMD5: '1B2M2Y8AsgTpgAmY7PhCfg==',
  Metadata: { 'event-id': 'evt_1', topic: 'orders', timestamp: '1767225600' },
};
