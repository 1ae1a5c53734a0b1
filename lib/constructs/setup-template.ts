import { join } from 'node:path';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';

const TEMPLATE = join(import.meta.dirname, '../../docs/how-to/customer-role.yaml');

/**
 * The CloudFormation template that creates the role of a customer, in the assets bucket of the CDK.
 * The api signs links to it, so nobody else needs to read it.
 */
export class SetupTemplate extends Construct {
  readonly #asset: Asset;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#asset = new Asset(this, 'Template', { path: TEMPLATE });
  }

  /** Allows reading this object and no other. @returns its location, `s3://bucket/key` */
  grantRead({ grantPrincipal }: IGrantable): string {
    const { bucket, s3ObjectKey, s3ObjectUrl } = this.#asset;
    grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['s3:GetObject'],
        resources: [bucket.arnForObjects(s3ObjectKey)],
      }),
    );
    return s3ObjectUrl;
  }
}
