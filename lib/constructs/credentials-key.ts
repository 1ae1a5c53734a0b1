import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Alias, type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

export interface CredentialsKeyProps {
  readonly stageName: string;
  /** The key's removal policy; without the key no stored credential can be decrypted. */
  readonly removalPolicy: RemovalPolicy;
  /** Existing keys. The first encrypts in place of the stack's own key; all of them can decrypt. */
  readonly credentialsKeyArns: readonly string[];
}

/**
 * The KMS keys that encrypt tenants' credentials in the destinations table. AWS rotates the stack's
 * own key once a year; data encrypted under older key material remains readable. The alias points
 * to the key that encrypts, for commands that re-encrypt.
 */
export class CredentialsKey extends Construct {
  /** The first key encrypts. */
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

  /** Grants encryption, not decryption. Returns the ARN of the key to encrypt with. */
  grantEncrypt(grantee: IGrantable): string {
    const [key] = this.keys;
    key.grant(grantee, 'kms:Encrypt');
    return key.keyArn;
  }

  /**
   * Grants decryption, not encryption. Returns the ARNs of all keys in use, separated by commas.
   */
  grantDecrypt(grantee: IGrantable): string {
    for (const key of this.keys) key.grant(grantee, 'kms:Decrypt');
    return this.keys.map(({ keyArn }) => keyArn).join(',');
  }
}
