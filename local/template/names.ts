import { randomUUID } from 'node:crypto';
import { LocalStackError } from '../local-stack-error.ts';
import { own } from '../own.ts';
import { type Lookup, type Resolve, resolver } from './intrinsics.ts';
import type { Assembly, Resource } from './template.ts';

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

/** The results of `Ref` and `Fn::GetAtt` for one resource, and its name. */
export interface Identity {
  readonly name: string;
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The names of a template's resources, and the resolver that uses them. */
export interface Names {
  readonly resolve: Resolve;
  identity(logicalId: string): Identity;
}

interface Scope {
  readonly logicalId: string;
  readonly queueUrl: (name: string) => string;
  name(property: string): string;
}

/** Assigns each resource its name, id and ARN on first use. */
export const nameResources = (assembly: Assembly, queueUrl: Scope['queueUrl']): Names => {
  const { Resources } = assembly.template;
  const known = new Map<string, Identity>();
  const pseudo = pseudoParameters(assembly.stackName);

  const identity = (logicalId: string): Identity => {
    const found = known.get(logicalId) ?? identify(logicalId, own(Resources, logicalId));
    known.set(logicalId, found);
    return found;
  };

  const identify = (logicalId: string, resource: Resource | undefined): Identity => {
    const kind = own(IDENTITIES, resource?.Type ?? '');
    if (resource === undefined || kind === undefined) {
      throw new LocalStackError(
        `the template refers to ${logicalId}, which the local stack does not support`,
      );
    }
    const given = (property: string) => resolve(own(resource.Properties, property));
    const name = (property: string) =>
      String(given(property) ?? `${assembly.stackName}-${logicalId}`);
    return kind({ logicalId, queueUrl, name });
  };

  const lookup: Lookup = (id, attribute) => {
    if (Object.hasOwn(pseudo, id)) return own(pseudo, id);
    const { ref, attributes } = identity(id);
    const value = attribute === undefined ? ref : own(attributes, attribute);
    if (value === undefined)
      throw new LocalStackError(`the local stack does not support ${id}.${attribute}`);
    return value;
  };
  const resolve = resolver(lookup);
  return { resolve, identity };
};

const pseudoParameters = (stackName: string): Record<string, string | undefined> => ({
  'AWS::AccountId': ACCOUNT,
  'AWS::NoValue': undefined,
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::StackId': arn('cloudformation', `stack/${stackName}/local`),
  'AWS::StackName': stackName,
  'AWS::URLSuffix': 'amazonaws.com',
});

/** The ARN of a resource of the local stack. */
export const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

const table = ({ name }: Scope): Identity => {
  const tableName = name('TableName');
  return {
    name: tableName,
    ref: tableName,
    attributes: { Arn: arn('dynamodb', `table/${tableName}`) },
  };
};

/** A resource without a name of its own. */
const unnamed = ({ logicalId }: Scope): Identity => ({
  name: logicalId,
  ref: logicalId,
  attributes: {},
});

const IDENTITIES: Readonly<Record<string, (scope: Scope) => Identity>> = {
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::SQS::Queue': ({ name, queueUrl }) => {
    const queueName = name('QueueName');
    const url = queueUrl(queueName);
    const attributes = { Arn: arn('sqs', queueName), QueueName: queueName, QueueUrl: url };
    return { name: queueName, ref: url, attributes };
  },
  'AWS::S3::Bucket': ({ name }) => {
    // S3 bucket names must be lowercase (User Guide, bucket naming rules); logical ids contain
    // capitals.
    const bucketName = name('BucketName').toLowerCase();
    const attributes = { Arn: `arn:aws:s3:::${bucketName}` };
    return { name: bucketName, ref: bucketName, attributes };
  },
  'AWS::KMS::Key': () => {
    const KeyId = randomUUID();
    return { name: KeyId, ref: KeyId, attributes: { Arn: arn('kms', `key/${KeyId}`), KeyId } };
  },
  'AWS::KMS::Alias': unnamed,
  'AWS::SecretsManager::Secret': ({ name }) => {
    const secretName = name('Name');
    const Id = arn('secretsmanager', `secret:${secretName}-AbCdEf`);
    return { name: secretName, ref: Id, attributes: { Id } };
  },
  'AWS::IAM::Role': ({ name }) => {
    const roleName = name('RoleName');
    const attributes = { Arn: `arn:aws:iam::${ACCOUNT}:role/${roleName}` };
    return { name: roleName, ref: roleName, attributes };
  },
  'AWS::Lambda::Function': ({ name }) => {
    const functionName = name('FunctionName');
    const attributes = { Arn: arn('lambda', `function:${functionName}`) };
    return { name: functionName, ref: functionName, attributes };
  },
  'AWS::ApiGatewayV2::Api': ({ name }) => ({
    name: name('Name'),
    ref: 'local',
    attributes: {
      ApiId: 'local',
      ApiEndpoint: `https://local.execute-api.${REGION}.amazonaws.com`,
    },
  }),
  'AWS::ApiGatewayV2::Integration': unnamed,
  'AWS::ApiGatewayV2::Route': unnamed,
  'AWS::Lambda::EventSourceMapping': unnamed,
  'AWS::Events::Rule': ({ name }) => {
    const ruleName = name('Name');
    return {
      name: ruleName,
      ref: ruleName,
      attributes: { Arn: arn('events', `rule/${ruleName}`) },
    };
  },
};
