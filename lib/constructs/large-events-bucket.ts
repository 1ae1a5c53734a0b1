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

/** An event queued on the last day of its retention may stay in the queue for this long. */
const DAYS_IN_QUEUE = 7;

/** A message may stay in its queue for 7 days, and in the dead-letter queue for 14 more. */
const DAYS_OF_A_MESSAGE = 21;

export interface LargeEventsBucketProps {
  /** Retention of events in days. */
  readonly eventRetentionDays: number;
  /** IDs of other accounts that may publish. */
  readonly publisherAccountIds: readonly string[];
  /** The bucket's removal policy. CloudFormation does not delete a bucket that contains objects. */
  readonly removalPolicy: RemovalPolicy;
  /** The name of an existing bucket to use instead of the stack's own, which then stays unused. */
  readonly existingLargeEventsBucketName?: string;
}

/**
 * Stores the data of large events and the payloads of publish messages that only point to them. The
 * bucket uses S3-managed keys (SSE-S3), so that publishers in other accounts need no key
 * permissions.
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
      props.existingLargeEventsBucketName === undefined
        ? own
        : Bucket.fromBucketName(this, 'Other', props.existingLargeEventsBucketName);
    this.bucketName = this.bucket.bucketName;
  }

  /** Grants reading event data. */
  grantRead(grantee: IGrantable): string {
    this.allowList(grantee);
    return this.allow(grantee, 'GetObject', EVENTS);
  }

  /** Grants storing and reading event data. */
  grantStoreAndRead(grantee: IGrantable): string {
    this.allow(grantee, 'PutObject', EVENTS);
    return this.grantRead(grantee);
  }

  /** Grants deleting event data. */
  grantErase(grantee: IGrantable): string {
    return this.allow(grantee, 'DeleteObject', EVENTS);
  }

  /** Grants reading message payloads and storing the event data in them. */
  grantReadPayloadsAndStore(grantee: IGrantable): string {
    this.allowList(grantee);
    this.allow(grantee, 'GetObject', PAYLOADS);
    return this.allow(grantee, 'PutObject', EVENTS);
  }

  /** The CDK's own grants permit a dozen actions on all objects. */
  private allow(grantee: IGrantable, verb: string, prefix: string): string {
    Grant.addToPrincipal({
      grantee,
      actions: [`s3:${verb}`],
      resourceArns: [this.bucket.arnForObjects(`${prefix}*`)],
    });
    return this.bucketName;
  }

  /**
   * Grants `s3:ListBucket`. Without it, S3 answers 403 instead of 404 for a missing object
   * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html). A 403 is an error to
   * retry; a 404 means that the event is gone.
   */
  private allowList(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['s3:ListBucket'],
      resourceArns: [this.bucket.bucketArn],
    });
  }
}

/** The owner of an existing bucket manages its policy. */
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
