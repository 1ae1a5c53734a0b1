import { describe, expect, it } from 'vitest';
import { templateOf } from '../support/stacks.ts';

const accessRoles = (context = {}) =>
  Object.entries(templateOf(context).findResources('AWS::IAM::Role')).filter(([id]) =>
    id.startsWith('AccessRole'),
  );
const accessRole = (context = {}) => accessRoles(context)[0]?.[1].Properties;

/** A policy variable. */
const variable = (name: string): string => `\${${name}}`;

describe('the access role', () => {
  it('has a name that customers can put into their trust policies', () => {
    expect(accessRole().RoleName).toEqual({
      'Fn::Join': ['', ['waybill-dev-', { Ref: 'AWS::Region' }, '-access']],
    });
  });

  it('has a name within IAM’s limit of 64 characters in every region', () => {
    const [, [before, , after]] = accessRole({ stage: 's'.repeat(20) }).RoleName['Fn::Join'];
    expect(`${before}us-northwestern-gov-12${after}`.length).toBeLessThanOrEqual(64);
  });

  it('is assumed by the functions that deliver and the verifier only', () => {
    const [statement, ...others] = accessRole().AssumeRolePolicyDocument.Statement;
    expect(others).toEqual([]);
    expect(statement).toEqual({
      Action: 'sts:AssumeRole',
      Effect: 'Allow',
      Principal: {
        AWS: [
          { 'Fn::GetAtt': [expect.stringMatching(/^BatchDelivererRole/), 'Arn'] },
          { 'Fn::GetAtt': [expect.stringMatching(/^DelivererRole/), 'Arn'] },
          { 'Fn::GetAtt': [expect.stringMatching(/^VerifierRole/), 'Arn'] },
        ],
      },
    });
  });

  it('may assume every role except those of its own account and organization', () => {
    expect(accessRole().Policies).toHaveLength(1);
    // An earlier version has no policy variables, and the denials would not match.
    expect(accessRole().Policies[0].PolicyDocument.Version).toBe('2012-10-17');
    expect(accessRole().Policies[0].PolicyDocument.Statement).toEqual([
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::*:role/*']] },
      },
      {
        Action: 'sts:AssumeRole',
        Effect: 'Deny',
        Resource: '*',
        Condition: { StringEquals: { 'aws:ResourceAccount': variable('aws:PrincipalAccount') } },
      },
      {
        Action: 'sts:AssumeRole',
        Effect: 'Deny',
        Resource: '*',
        Condition: { StringEquals: { 'aws:ResourceOrgID': variable('aws:PrincipalOrgID') } },
      },
    ]);
  });

  it('is not created if the stage has another', () => {
    const accessRoleArn = 'arn:aws:iam::111122223333:role/waybill-prod-eu-west-1-access';
    expect(accessRoles({ accessRoleArn })).toEqual([]);
    expect(Object.keys(templateOf({ accessRoleArn }).findOutputs('*'))).toEqual(
      expect.arrayContaining([
        'AccessRoleArn',
        'DelivererRoleArn',
        'BatchDelivererRoleArn',
        'VerifierRoleArn',
      ]),
    );
    for (const name of ['api', 'deliverer', 'batch-deliverer', 'verifier']) {
      templateOf({ accessRoleArn }).hasResourceProperties('AWS::Lambda::Function', {
        FunctionName: `waybill-dev-${name}`,
        Environment: { Variables: { ACCESS_ROLE_ARN: accessRoleArn } },
      });
    }
  });
});
