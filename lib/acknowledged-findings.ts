import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Stage } from './stage.ts';

/** Why the stack accepts a cdk-nag finding. */
interface Acknowledgement {
  /**
   * Matches the paths of the constructs that the reason applies to; all others are still checked.
   */
  readonly where: RegExp;
  readonly reason: string;
}

/** Existing resources that replace the stack's own. */
type ExistingResources = Pick<Stage, 'existingLargeEventsBucketName' | 'accessRoleArn'>;

const objectsOfAPrefix =
  'Object keys are not known in advance, so the policy names the objects by the prefix of their keys. The function has access to nothing outside the prefix.';

/** How cdk-nag writes the ARN of the large-events bucket: the stack's own, or an existing one. */
const bucketArn = ({ existingLargeEventsBucketName }: ExistingResources): string =>
  existingLargeEventsBucketName === undefined
    ? '<LargeEventsBucketB7F20D94.Arn>'
    : `arn:<AWS::Partition>:s3:::${existingLargeEventsBucketName}`;

const CUSTOMER_ROLES: Readonly<Record<string, Acknowledgement>> = {
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::*:role/*]': {
    where: /\/AccessRole\/Resource$/,
    reason:
      "Customers name their roles when they create destinations. The role's policy denies the roles of the operator's account and organization, and the trust policy of each customer's role decides.",
  },
};

/**
 * Every finding of the AwsSolutions and Serverless packs that this stack accepts, with the reason.
 */
export const acknowledgements = (
  existing: ExistingResources,
): Readonly<Record<string, Acknowledgement>> => ({
  'AwsSolutions-APIG4': {
    where:
      /\/Http\/Api\/(DefaultRoute|ANY--(portal(--\{proxy\+\})?|docs|api--v1--docs))\/Resource$/,
    reason:
      'The function behind the default route authorizes every request itself: permissions depend on the path, /healthz is public, and error responses must be JSON. The routes of the portal and of the documentation serve files that contain nothing secret.',
  },
  [`AwsSolutions-IAM5[Resource::${bucketArn(existing)}/events/*]`]: {
    where: /\/(Api|Router|Deliverer|BatchDeliverer|Retrier|Eraser)\/Role\/DefaultPolicy\/Resource$/,
    reason: objectsOfAPrefix,
  },
  [`AwsSolutions-IAM5[Resource::${bucketArn(existing)}/publish/*]`]: {
    where: /\/Router\/Role\/DefaultPolicy\/Resource$/,
    reason: objectsOfAPrefix,
  },
  ...(existing.accessRoleArn === undefined && CUSTOMER_ROLES),
  'AwsSolutions-S1': {
    where: /\/LargeEvents\/Bucket\/Resource$/,
    reason:
      "Only the stack's own functions read it, and the attempts record what they do with an event. Access logs would require another bucket to maintain.",
  },
  'AwsSolutions-SMG4': {
    where: /\/(AccessSecrets\/(ApiKey|TokenSecret)|OperatorEvents\/WebhookSecret)\/Resource$/,
    reason:
      "The platform uses the API key, the webhook's receiver uses its secret, and tenants use tokens signed with the token secret: an automatic rotation would lock them out. The operator rotates them by adding a new value.",
  },
  'Serverless-EventBusDLQ': {
    where: /\/Releaser\/EveryMinute\/Resource$/,
    reason:
      'The event has no payload, and the next one arrives a minute later, so a lost event needs no recovery. An alarm reports failed runs.',
  },
  'Serverless-LambdaDLQ': {
    where: /\/Function\/Resource$/,
    reason:
      'A dead-letter target applies to asynchronous invocations. Only the releaser is invoked asynchronously, and its next run completes what a failed run did not. API Gateway waits for the response, and SQS keeps failed messages and has its own dead-letter queues.',
  },
  'Serverless-LambdaEventSourceMappingDestination': {
    where: /\/SqsEventSource:\w+\/Resource$/,
    reason:
      'On-failure destinations apply to streams. For SQS, the redrive policy of the queue handles failures.',
  },
  'Serverless-LambdaTracing': {
    where: /\/Function\/Resource$/,
    reason:
      "Logs and attempts record every delivery by event id, not a sample. Traces would add cost and would not cover the customers' buckets.",
  },
  'Serverless-SQSRedrivePolicy': {
    where: /\/DeadLetters\/Resource$/,
    reason: 'This is the dead-letter queue itself. An alarm reports its messages.',
  },
});

/** Attaches the acknowledgements to the constructs, where cdk-nag reads them. */
export const acknowledgeFindings = (stack: IConstruct, existing: ExistingResources): void => {
  const all = Object.entries(acknowledgements(existing));
  for (const construct of stack.node.findAll()) {
    for (const [id, { where, reason }] of all) {
      if (where.test(construct.node.path)) Validations.of(construct).acknowledge({ id, reason });
    }
  }
};
