import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { AccessSecrets } from '../../../lib/constructs/access-secrets.ts';
import { CredentialsKey } from '../../../lib/constructs/credentials-key.ts';
import { aStack } from '../support/stacks.ts';

describe('the access secrets', () => {
  it.each(['api-key', 'token-secret'])(
    'contain a generated %s of 48 letters and digits',
    (name) => {
      const stack = aStack();
      new AccessSecrets(stack, 'Secrets', { stageName: 'eu' });
      Template.fromStack(stack).hasResource('AWS::SecretsManager::Secret', {
        Properties: {
          Name: `waybill/eu/${name}`,
          GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 48 },
        },
        DeletionPolicy: 'Delete',
      });
    },
  );
});

const PROPS = { stageName: 'eu', removalPolicy: RemovalPolicy.RETAIN };
const OTHERS = [1, 2].map(
  (n) => `arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-12345678900${n}`,
);

const aRole = (stack: Stack, id: string) =>
  new Role(stack, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });

describe('the credentials key', () => {
  it('is rotated, and its alias contains the stage', () => {
    const stack = aStack();
    new CredentialsKey(stack, 'Key', { ...PROPS, credentialsKeyArns: [] });
    const template = Template.fromStack(stack);
    template.hasResource('AWS::KMS::Key', {
      Properties: { EnableKeyRotation: true },
      DeletionPolicy: 'Retain',
    });
    template.hasResourceProperties('AWS::KMS::Alias', {
      AliasName: 'alias/waybill/eu/credentials',
    });
  });

  it('may be supplemented by others: the first encrypts, and all decrypt', () => {
    const stack = aStack();
    const key = new CredentialsKey(stack, 'Key', { ...PROPS, credentialsKeyArns: OTHERS });
    const sealer = aRole(stack, 'Sealer');
    const opener = aRole(stack, 'Opener');
    expect(key.grantEncrypt(sealer)).toBe(OTHERS[0]);
    expect(key.grantDecrypt(opener)).toMatch(`${OTHERS.join(',')},`);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::KMS::Alias', { TargetKeyId: OTHERS[0] });
    const allowed = (Action: string, Resource: unknown) =>
      template.hasResourceProperties('AWS::IAM::Policy', {
        PolicyDocument: { Statement: [{ Action, Effect: 'Allow', Resource }] },
      });
    allowed('kms:Encrypt', OTHERS[0]);
    const own = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] };
    allowed('kms:Decrypt', Match.arrayWith([...OTHERS, own]));
  });
});
