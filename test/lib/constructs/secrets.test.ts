import { RemovalPolicy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, it } from 'vitest';
import { AccessSecrets } from '../../../lib/constructs/access-secrets.ts';
import { CredentialsKey } from '../../../lib/constructs/credentials-key.ts';
import { aStack } from '../support/stacks.ts';

describe('the access secrets', () => {
  it.each(['api-key', 'token-secret'])(
    'hold a %s that AWS makes up: 48 letters and digits',
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

describe('the credentials key', () => {
  it('is rotated and goes by the name of its stage', () => {
    const stack = aStack();
    new CredentialsKey(stack, 'Key', { stageName: 'eu', removalPolicy: RemovalPolicy.RETAIN });
    const template = Template.fromStack(stack);
    template.hasResource('AWS::KMS::Key', {
      Properties: { EnableKeyRotation: true },
      DeletionPolicy: 'Retain',
    });
    template.hasResourceProperties('AWS::KMS::Alias', {
      AliasName: 'alias/waybill/eu/credentials',
    });
  });
});
