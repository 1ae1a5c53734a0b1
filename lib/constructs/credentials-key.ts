import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Alias, type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

export interface CredentialsKeyProps {
  readonly stageName: string;
  /** What becomes of the key with its stack; without it no stored credential can be read again. */
  readonly removalPolicy: RemovalPolicy;
  /** Keys beside the stack's own: the first seals in its place, and what any has sealed can be read. */
  readonly credentialsKeyArns: readonly string[];
}

/**
 * The keys under which tenants' credentials lie in the destinations table. AWS makes new key material
 * of the stack's own once a year; what was encrypted under the old remains readable. The alias leads
 * to the one that seals, for those who re-encrypt.
 */
export class CredentialsKey extends Construct {
  /** The first seals. */
  private readonly keys: readonly [IKey, ...IKey[]];

  constructor(scope: Construct, id: string, props: CredentialsKeyProps) {
    super(scope, id);
    const own = new Key(this, 'Key', {
      description: "Encrypts the credentials of tenants' destinations",
      enableKeyRotation: true,
      removalPolicy: props.removalPolicy,
    });
    const [first, ...others] = props.credentialsKeyArns.map((arn, n) =>
      Key.fromKeyArn(this, `Other${n}`, arn),
    );
    this.keys = first ? [first, ...others, own] : [own];
    new Alias(own, 'Alias', {
      aliasName: `alias/waybill/${props.stageName}/credentials`,
      targetKey: this.keys[0],
    });
  }

  /** Credentials may be sealed, not read. Tells the key to do it with. */
  grantEncrypt(grantee: IGrantable): string {
    const [key] = this.keys;
    key.grant(grantee, 'kms:Encrypt');
    return key.keyArn;
  }

  /** Credentials may be read, not sealed. Tells the keys they may be under, separated by commas. */
  grantDecrypt(grantee: IGrantable): string {
    for (const key of this.keys) key.grant(grantee, 'kms:Decrypt');
    return this.keys.map(({ keyArn }) => keyArn).join(',');
  }
}
