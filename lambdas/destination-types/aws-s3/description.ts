import type { Description } from '../description.ts';
import { configFields } from './config.ts';
import { credentialFields } from './credentials.ts';

/** An icon of a bucket, as SVG source. */
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24"><ellipse cx="12" cy="5" rx="9" ry="3" fill="#6cae3e"/><path d="M3 6.5 5.2 19.6c.3 1.5 3.3 2.4 6.8 2.4s6.5-.9 6.8-2.4L21 6.5C20 8.2 16.3 9.3 12 9.3S4 8.2 3 6.5z" fill="#4b8b2b"/></svg>`;

/** Setup instructions for the owner of the bucket, in Markdown. */
export const instructions = `# AWS S3

Each event becomes one object in your bucket, with its data as JSON, and its id, topic and time as metadata. With batches, each event becomes one line of an object.

## Give access with a role (recommended)

We never store a key of yours. We assume an IAM role in your account, and you decide what the role may do. We only put objects, only under your prefix, with sessions of one hour that are named \`waybill-<destination id>\` in your CloudTrail. We do not write to a role that can be assumed without your external id.

### With the setup

Request the setup of your bucket with \`GET /api/v1/tenants/<tenant>/destination-types/aws_s3/setup?bucket=my-events-bucket&region=eu-central-1\`. It contains the role with your external id, for the AWS console, CloudFormation, Terraform, CDK and the AWS CLI. Choose one, create the role, enter its ARN as \`role_arn\`, and test the destination.

### By hand

1. Choose the role's name, and save the destination with the role's ARN as \`role_arn\`, such as \`arn:aws:iam::444455556666:role/event-delivery\`. The role need not exist yet. The saved destination shows your \`external_id\`. It is the same for all your destinations.
2. In the IAM console of your account, create the role with this trust policy. Replace the external id, and the two ARNs by those of the access role that we gave you:

   \`\`\`json
   {
     "Version": "2012-10-17",
     "Statement": [
       {
         "Effect": "Allow",
         "Principal": { "AWS": "arn:aws:iam::111122223333:root" },
         "Action": "sts:AssumeRole",
         "Condition": {
           "StringEquals": { "sts:ExternalId": "waybill-01KAN3R5D8WJ4Y0C6Q1V7T2MZX" },
           "ArnEquals": { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/waybill-prod-eu-west-1-access" }
         }
       }
     ]
   }
   \`\`\`

3. Attach this permission policy to the role, with your bucket and your prefix:

   \`\`\`json
   {
     "Version": "2012-10-17",
     "Statement": [
       { "Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::my-events-bucket/events/*" }
     ]
   }
   \`\`\`

4. Test the destination. We keep events that arrive before the test passes, and deliver them afterwards.

Write the condition with \`StringEquals\` and your exact external id. We reject a role with \`StringLike\` and a wildcard, or with \`StringEqualsIfExists\`, because others could use it.

### Encryption with your own KMS key

Also allow the role \`kms:GenerateDataKey\` on the key. If the key belongs to another account, its key policy must allow the role, too:

\`\`\`json
{ "Effect": "Allow", "Action": "kms:GenerateDataKey", "Resource": "arn:aws:kms:us-east-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab" }
\`\`\`

### A bucket in another account than the role

Enter the account of the bucket as \`expected_bucket_owner\`, and add this statement to the bucket policy:

\`\`\`json
{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::444455556666:role/event-delivery" }, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::my-events-bucket/events/*" }
\`\`\`

### Object Lock

A bucket may have Object Lock with a default retention: every object is sent with a checksum. No further permission is needed.

### Access points

\`bucket\` may also be an access point in the region of the bucket: its ARN, such as \`arn:aws:s3:eu-central-1:123456789012:accesspoint/my-access-point\`, or its alias, which ends with \`-s3alias\`. The permission policy of the role or user then needs the \`Resource\` \`arn:aws:s3:eu-central-1:123456789012:accesspoint/my-access-point/object/*\`, even if you enter the alias: policies do not support aliases. The policy of the bucket must also allow requests through the access point. Multi-region access points, Object Lambda access points, directory buckets (S3 Express One Zone) and S3 on Outposts are not supported.

## Give access with an access key

Other stores need an access key, and buckets on AWS may use one.

1. Create a user for these deliveries only. On AWS, attach the permission policy above to it. No other permission is needed. If the bucket is encrypted with your own KMS key, also allow \`kms:GenerateDataKey\` on that key.
2. Create an access key for the user and enter its id and secret here.
3. To rotate the key, create a second one, enter it here, and delete the first.

When you save, we check that the bucket can be written to. The check leaves no object in the bucket.

## Choose the objects' keys

The default key of an event is \`{timestamp}_{event-id}.json\`, such as \`1704164645_evt_1.json\`. A template is a [JMESPath](https://jmespath.site) expression over

- \`data\`: the event's data
- \`metadata\`: the object's metadata: \`"event-id"\`, \`topic\`, \`timestamp\`, and the event's own metadata
- \`time\`: the event's time in UTC: \`year\`, \`month\`, \`day\`, \`hour\`, \`minute\`, \`second\`, \`date\`, \`datetime\`, \`unix\`, \`rfc3339\`, \`rfc3339_nano\`

| template | key |
|---|---|
| \`join('', [metadata.timestamp, '_', metadata."event-id", '.json'])\` | \`1704164645_evt_1.json\` |
| \`join('', ['year=', time.year, '/month=', time.month, '/', metadata."event-id", '.json'])\` | \`year=2024/month=01/evt_1.json\` |
| \`join('/', [metadata.topic, time.date, metadata."event-id"])\` | \`orders/2024-01-02/evt_1\` |
| \`join('', ['customers/', to_string(data.customer_id), '/', metadata."event-id", '.json'])\` | \`customers/42/evt_1.json\` |
| \`join('', ['date=', time_in('Europe/Berlin').date, '/', metadata."event-id", '.json'])\` | \`date=2024-01-02/evt_1.json\` |
| \`join('/', [segment(data.name), sha256(data.email)[:8], metadata."event-id"])\` | \`Acme-Ltd/ebb18a03/evt_1\` |

\`time_in('…')\` is \`time\` in a time zone. \`segment\` replaces every character except letters, digits, \`_\`, \`.\` and \`-\`. \`sha256\` and \`md5\` return hexadecimal digests. \`now()\`, \`uuid()\` and \`random()\` do not exist: a key must be the same at every attempt.

\`join\` accepts only strings: convert numbers with \`to_string(data.count)\`. Put text in single quotes. Put a name that contains a hyphen in double quotes, such as \`metadata."event-id"\`. A template that cannot evaluate to a key for any event is rejected when you save it. If it does not evaluate to a key for one event, for example because \`data.customer_id\` is null, the delivery fails with the code \`key_template\` and is retried: correct the template, or use \`not_null(data.customer_id, 'unknown')\`. A template that exceeds its step limit for an event also fails with that code, and is not retried. A key must not be empty, be longer than 1,024 bytes, end in \`/\`, contain a control character, or have a \`.\` or \`..\` path segment. If a key does not contain the event's id, another event may overwrite the object.

## Other stores

For an S3-compatible store, enter its \`endpoint\`, such as \`https://s3.example.com\` or \`https://s3.example.com:9000\`, and the region it expects, such as \`auto\`. The store must have a public address and use HTTPS with a publicly trusted certificate. Do not include the bucket's name in the endpoint. If the store's dashboard shows \`https://my-bucket.nyc3.digitaloceanspaces.com\`, enter \`https://nyc3.digitaloceanspaces.com\`; if it shows \`https://s3.example.com/my-bucket\`, enter \`https://s3.example.com\`.

## Encryption, tags and other options

Leave a field empty unless you need it: we send no header for an empty field. Some stores reject some options; the verification shows which.

- **Your own KMS key**: set \`sse\` to \`aws:kms\` and \`kms_key_id\` to the ARN of the key, and allow \`kms:GenerateDataKey\` on it.
- **Tags** need \`s3:PutObjectTagging\`, and the **ACL** needs \`s3:PutObjectAcl\`.
- **Body**: by default, an object is the event's data. \`body\` \`event\` adds its id, topic, time and metadata, \`cloudevents\` makes it a [CloudEvent](https://cloudevents.io) with the metadata as attributes. \`trailing_newline\` ends each object with a newline.
- **Compression**: \`compression\` adds \`.gz\` to the keys, for query engines. \`content_encoding\` keeps the keys, for HTTP clients.
- **Batches**: with \`format\` \`ndjson\`, we write many events as the lines of one object, for query engines. We write a batch when it has \`batch_max_events\` events or \`batch_max_bytes\` bytes, or is \`batch_max_seconds\` seconds old. \`partition\` is an expression like a key template. All events of a batch have the same partition. The key template sees \`batch\` instead of the names above: \`id\`, \`count\`, \`partition\`, \`first_time\`, \`last_time\`, \`datetime\`, \`extension\`.
- **No overwriting**: with \`overwrite\` \`never\`, we never replace an object. The key must contain the event's id, separated from data by a text that ids do not contain. Some stores ignore this option.

## Revoke access

Delete the role, or remove the statement from its trust policy, and choose **Revoke active sessions** on the role in the IAM console. Without the latter, an existing session can be used for up to one hour. With an access key, delete the key.
`;

/** The credentials are the placeholders that the AWS documentation uses. */
export const example = {
  config: { bucket: 'my-events-bucket', region: 'us-east-1' },
  credentials: {
    key: 'AKIAIOSFODNN7EXAMPLE',
    secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  },
} as const;

/** The description of the destination type. */
export const description: Description = {
  type: 'aws_s3',
  label: 'AWS S3',
  description: 'Write events as objects to a bucket on Amazon S3 or an S3-compatible store',
  icon,
  instructions,
  config_fields: configFields.map(({ form }) => form),
  credential_fields: credentialFields.map(({ form }) => form),
};
