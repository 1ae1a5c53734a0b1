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

/** Existing resources that replace the stack's own storage. */
type ExistingResources = Pick<Stage, 'existingLargeEventsBucketName'>;

const objectsOfAPrefix =
  'Objects are made by the thousand, and a policy can name them only by the prefix of their keys; the function does what it may to any of them, and to nothing outside of the prefix.';

/** How cdk-nag writes the ARN of the large-events bucket: the stack's own, or an existing one. */
const bucketArn = ({ existingLargeEventsBucketName }: ExistingResources): string =>
  existingLargeEventsBucketName === undefined
    ? '<LargeEventsBucketB7F20D94.Arn>'
    : `arn:<AWS::Partition>:s3:::${existingLargeEventsBucketName}`;

/**
 * Every finding of the AwsSolutions and Serverless packs that this stack accepts, with the reason.
 */
export const acknowledgements = (
  existing: ExistingResources,
): Readonly<Record<string, Acknowledgement>> => ({
  'AwsSolutions-APIG4': {
    where: /\/Http\/Api\/DefaultRoute\/Resource$/,
    reason:
      'The function behind the one route authorizes every request itself: who may do what depends on the path, /healthz is open to all, and a refusal has to be JSON.',
  },
  [`AwsSolutions-IAM5[Resource::${bucketArn(existing)}/events/*]`]: {
    where: /\/(Api|Router|Deliverer|Retrier|Eraser)\/Role\/DefaultPolicy\/Resource$/,
    reason: objectsOfAPrefix,
  },
  [`AwsSolutions-IAM5[Resource::${bucketArn(existing)}/publish/*]`]: {
    where: /\/Router\/Role\/DefaultPolicy\/Resource$/,
    reason: objectsOfAPrefix,
  },
  'AwsSolutions-S1': {
    where: /\/LargeEvents\/Bucket\/Resource$/,
    reason:
      "Only the stack's own functions read it, and what they do with an event is in the log of attempts; access logs would be one more bucket, with its own life to see to.",
  },
  'AwsSolutions-SMG4': {
    where: /\/(AccessSecrets\/(ApiKey|TokenSecret)|OperatorEvents\/WebhookSecret)\/Resource$/,
    reason:
      "The API key is also known to the platform, the webhook's secret to its receiver, and the tenants' tokens hang on the token secret: a rotation they do not know of would lock them out. Whoever runs the stage puts a new value.",
  },
  'Serverless-EventBusDLQ': {
    where: /\/Releaser\/EveryMinute\/Resource$/,
    reason:
      'The event says only that a minute is over: one that is lost is made good by the next, and an alarm tells of runs that fail.',
  },
  'Serverless-LambdaDLQ': {
    where: /\/Function\/Resource$/,
    reason:
      'A dead letter target serves asynchronous calls, and only the releaser is called so, whose next run does what a failed one left; API Gateway waits for its answer, and SQS keeps what failed and has dead letters of its own.',
  },
  'Serverless-LambdaEventSourceMappingDestination': {
    where: /\/SqsEventSource:\w+\/Resource$/,
    reason:
      'Event sources have such destinations for streams, not for SQS, where the redrive policy of the queue does the work.',
  },
  'Serverless-LambdaTracing': {
    where: /\/Function\/Resource$/,
    reason:
      "An event is followed by its id, through the logs and the attempts, which keep every delivery and not a sample; traces would be paid for and see nothing of the customers' buckets.",
  },
  'Serverless-SQSRedrivePolicy': {
    where: /\/DeadLetters\/Resource$/,
    reason: 'Dead letters are where redriving ends; an alarm tells a person of them.',
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
