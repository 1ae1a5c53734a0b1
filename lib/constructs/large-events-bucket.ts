import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { AccountPrincipal, Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { EVENTS } from '../../lambdas/events/large-payload-store.ts';
import { PAYLOADS } from '../../lambdas/publishing/s3-pointer-payload.ts';

/** An event that is queued on its last day on record may lie in its queue for so long. */
const DAYS_IN_QUEUE = 7;

/** A message may lie in its queue for 7 days, and among the dead letters for 14 more. */
const DAYS_OF_A_MESSAGE = 21;

export interface LargeEventsBucketProps {
  /** Days for which events can be looked up. */
  readonly eventRetentionDays: number;
  /** Other accounts that may publish. */
  readonly publisherAccountIds: readonly string[];
  /** What becomes of the bucket with its stack; CloudFormation deletes none that holds an object. */
  readonly removalPolicy: RemovalPolicy;
  /** The name of the bucket to use in place of the stack's own, which then stays unused. */
  readonly largeEventsBucket?: string;
}

/**
 * Where the data of large events lies, and the payloads of messages that only point to theirs. All of
 * it is encrypted with S3's own keys, which asks nothing of publishers in other accounts.
 */
export class LargeEventsBucket extends Construct {
  readonly bucketName: string;
  private readonly bucket: Pick<IBucket, 'bucketName' | 'bucketArn' | 'arnForObjects'>;

  constructor(scope: Construct, id: string, props: LargeEventsBucketProps) {
    super(scope, id);
    const own = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: props.removalPolicy,
      lifecycleRules: [
        expiring('events', EVENTS, props.eventRetentionDays + DAYS_IN_QUEUE),
        expiring('payloads', PAYLOADS, DAYS_OF_A_MESSAGE),
        { id: 'uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    permitPublishers(own, props.publisherAccountIds);
    this.bucket =
      props.largeEventsBucket === undefined
        ? own
        : Bucket.fromBucketName(this, 'Other', props.largeEventsBucket);
    this.bucketName = this.bucket.bucketName;
  }

  /** The data of events may be read. */
  grantRead(grantee: IGrantable): string {
    this.allowToKnow(grantee);
    return this.allow(grantee, 'GetObject', EVENTS);
  }

  /** The data of events may be put aside, and read. */
  grantKeepAndRead(grantee: IGrantable): string {
    this.allow(grantee, 'PutObject', EVENTS);
    return this.grantRead(grantee);
  }

  /** The data of events may be deleted. */
  grantErase(grantee: IGrantable): string {
    return this.allow(grantee, 'DeleteObject', EVENTS);
  }

  /** The payloads of messages may be read, and the data of the events in them put aside. */
  grantTakeIn(grantee: IGrantable): string {
    this.allowToKnow(grantee);
    this.allow(grantee, 'GetObject', PAYLOADS);
    return this.allow(grantee, 'PutObject', EVENTS);
  }

  /** The CDK's own grants name a dozen verbs, on all objects. */
  private allow(grantee: IGrantable, verb: string, prefix: string): string {
    Grant.addToPrincipal({
      grantee,
      actions: [`s3:${verb}`],
      resourceArns: [this.bucket.arnForObjects(`${prefix}*`)],
    });
    return this.bucketName;
  }

  /**
   * Whoever may not list a bucket is told that an object is denied, and not that it is gone
   * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html): the one is a fault, the other
   * the end of an event.
   */
  private allowToKnow(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['s3:ListBucket'],
      resourceArns: [this.bucket.bucketArn],
    });
  }
}

/** Of a bucket that is handed over, its owner sets the policy. */
function permitPublishers(bucket: Bucket, accounts: readonly string[]): void {
  if (accounts.length === 0) return;
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'PublisherAccounts',
      principals: accounts.map((account) => new AccountPrincipal(account)),
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(`${PAYLOADS}*`)],
    }),
  );
}

const expiring = (id: string, prefix: string, days: number): LifecycleRule => ({
  id,
  prefix,
  expiration: Duration.days(days),
});
