import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

export interface CredentialsKeyProps {
  readonly stageName: string;
  /** What becomes of the key with its stack; without it no stored credential can be read again. */
  readonly removalPolicy: RemovalPolicy;
}

/**
 * The key under which tenants' credentials lie in the destinations table. AWS makes new key material
 * once a year; what was encrypted under the old remains readable.
 */
export class CredentialsKey extends Construct {
  private readonly key: Key;

  constructor(scope: Construct, id: string, props: CredentialsKeyProps) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      alias: `waybill/${props.stageName}/credentials`,
      description: "Encrypts the credentials of tenants' destinations",
      enableKeyRotation: true,
      removalPolicy: props.removalPolicy,
    });
  }

  /** Credentials may be sealed, not read. */
  grantEncrypt(grantee: IGrantable): string {
    this.key.grant(grantee, 'kms:Encrypt');
    return this.key.keyArn;
  }

  /** Credentials may be read, not sealed. */
  grantDecrypt(grantee: IGrantable): string {
    this.key.grant(grantee, 'kms:Decrypt');
    return this.key.keyArn;
  }
}
