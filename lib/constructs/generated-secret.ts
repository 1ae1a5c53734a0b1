import { RemovalPolicy } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** Letters and digits only, 62 of them: 48 carry 285 bits and pass through any shell and header. */
const generateSecretString = { excludePunctuation: true, passwordLength: 48 };

/** A secret that Secrets Manager makes up; nobody types or sees it here. */
export const generatedSecret = (
  scope: Construct,
  id: string,
  named: { readonly secretName: string; readonly description: string },
): Secret =>
  new Secret(scope, id, {
    ...named,
    generateSecretString,
    // Worthless without the stack, and a retained name would block the next stack of this stage.
    removalPolicy: RemovalPolicy.DESTROY,
  });

/** The secret may be read. The CDK's own grant would let its description be read and more. */
export function grantRead({ secretArn }: Secret, grantee: IGrantable): string {
  Grant.addToPrincipal({
    grantee,
    actions: ['secretsmanager:GetSecretValue'],
    resourceArns: [secretArn],
  });
  return secretArn;
}
