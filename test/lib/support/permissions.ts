import * as z from 'zod';
import { templateOf } from './stacks.ts';

/** An ARN in the stack's region and account, shortened to its last part. */
const OwnArn = z
  .object({
    'Fn::Join': z.tuple([
      z.literal(''),
      z.array(
        z.union([
          z.string(),
          z.object({ Ref: z.string().startsWith('AWS::') }),
          z.object({ 'Fn::Sub': z.string() }),
        ]),
      ),
    ]),
  })
  .transform(({ 'Fn::Join': [, parts] }) =>
    // An asset of the CDK is named by its hash.
    String(parts.at(-1)).replace(/^:|^\/[0-9a-f]{64}(?=\.)/, (start) =>
      start === ':' ? '' : 'asset',
    ),
  );

const OneOrMany = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (Array.isArray(value) ? value : [value]));

/** The hash at the end of a logical id of the CDK. */
const withoutHash = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');

/**
 * The resource of a policy, named by its id in the stack, such as `LogTable/index/by-owner` or, of objects,
 * `Bucket/events/…`.
 */
const Resource = z.union([
  z.string(),
  OwnArn,
  z.object({ Ref: z.string() }).transform(({ Ref }) => withoutHash(Ref)),
  z
    .object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) })
    .transform((attribute) => withoutHash(attribute['Fn::GetAtt'][0])),
  z
    .object({
      'Fn::Join': z.tuple([
        z.literal(''),
        z.tuple([z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }), z.string()]),
      ]),
    })
    .transform(
      ({ 'Fn::Join': [, [of, path]] }) =>
        // Permissions apply to all objects of a prefix in a bucket.
        withoutHash(of['Fn::GetAtt'][0]) + path.replace(/(?<=^\/[a-z]+\/)\*$/, '…'),
    ),
]);

/** A condition on the attributes of items, formatted with its non-key attributes. */
const Of = z
  .strictObject({
    'ForAllValues:StringEquals': z.strictObject({
      'dynamodb:Attributes': z.tuple([z.literal('pk'), z.literal('sk')]).rest(z.string()),
    }),
  })
  .transform((condition) => {
    const [_pk, _sk, ...attributes] = condition['ForAllValues:StringEquals']['dynamodb:Attributes'];
    return ` of ${attributes.sort().join(', ')}`;
  });

/** A condition on the partition keys of items, formatted with their prefixes. */
const Within = z
  .strictObject({
    'ForAllValues:StringLike': z.strictObject({
      'dynamodb:LeadingKeys': z.tuple([z.string().regex(/^[^*?]+\*$/)]),
    }),
  })
  .transform((condition) => {
    const [pattern] = condition['ForAllValues:StringLike']['dynamodb:LeadingKeys'];
    return ` within ${pattern.slice(0, -1)}`;
  });

const Statement = z.strictObject({
  Effect: z.literal('Allow'),
  Action: OneOrMany,
  Resource: z
    .union([z.array(Resource), Resource])
    .transform((value) => (Array.isArray(value) ? value : [value])),
  Condition: z.union([Within, Of]).optional(),
});

const Policies = z.record(
  z.string(),
  z.object({
    Properties: z.object({
      PolicyDocument: z.object({ Statement: z.array(z.unknown()) }),
      Roles: z.array(z.object({ Ref: z.string() })),
    }),
  }),
);

export const FUNCTIONS = [
  'Api',
  'Router',
  'Deliverer',
  'Collector',
  'BatchDeliverer',
  'Verifier',
  'Retrier',
  'Eraser',
  'Releaser',
  'Dispatcher',
  'Portal',
] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** All permissions of a function's role, as strings such as `dynamodb:GetItem LogTable`, sorted. */
export const permissionsOf = (
  name: FunctionName,
  settings: Readonly<Record<string, unknown>> = {},
): readonly string[] =>
  Object.values(Policies.parse(templateOf(settings).findResources('AWS::IAM::Policy')))
    .map(({ Properties }) => Properties)
    .filter(({ Roles }) => Roles.some(({ Ref }) => withoutHash(Ref) === `${name}Role`))
    .flatMap(({ PolicyDocument }) => z.array(Statement).parse(PolicyDocument.Statement))
    .flatMap(({ Action, Resource: resources, Condition = '' }) =>
      Action.flatMap((action) => resources.map((resource) => `${action} ${resource}${Condition}`)),
    )
    .sort();
