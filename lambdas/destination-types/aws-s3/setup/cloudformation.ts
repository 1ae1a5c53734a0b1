import { consoleHost } from '../region.ts';
import type { AccessPlan } from './access-plan.ts';

/** The parameters of the template, in the order in which the console shows them. */
const parametersOf = (plan: AccessPlan) => ({
  ExternalId: plan.externalId,
  AccessRoleArn: plan.accessRoleArn,
  Objects: plan.objects,
  BucketRegion: plan.region,
  KmsKeyArn: plan.kmsKeyArn ?? '',
});

/** The template after its parameters: the role, and its ARN as the output. */
const ROLE = `Conditions:
  HasKmsKey: !Not [!Equals [!Ref KmsKeyArn, ""]]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      Description: Event delivery into a bucket
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS: !Sub
                - arn:\${AWS::Partition}:iam::\${Account}:root
                - Account: !Select [4, !Split [":", !Ref AccessRoleArn]]
            Action: sts:AssumeRole
            Condition:
              StringEquals:
                sts:ExternalId: !Ref ExternalId
              ArnEquals:
                aws:PrincipalArn: !Ref AccessRoleArn
      Policies:
        - PolicyName: put-objects
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:PutObject
                Resource: !Ref Objects
        - !If
          - HasKmsKey
          - PolicyName: encrypt-objects
            PolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: kms:GenerateDataKey
                  Resource: !Ref KmsKeyArn
                  Condition:
                    StringEquals:
                      kms:ViaService: !Sub s3.\${BucketRegion}.\${AWS::URLSuffix}
          - !Ref AWS::NoValue
Outputs:
  RoleArn:
    Description: Enter this as role_arn of the destination
    Value: !GetAtt Role.Arn
`;

/**
 * Returns the CloudFormation template of the role, as YAML. It does not name the role, so that it needs
 * only the capability `CAPABILITY_IAM` and cannot conflict with an existing role.
 *
 * @param plan the default values of the parameters @default none
 */
export const templateFor = (plan?: AccessPlan): string => {
  const values = plan && parametersOf(plan);
  // JSON text is a YAML scalar (https://yaml.org/spec/1.2.2/#12-overview).
  const fallback = (value: string | undefined, other = '') =>
    value === undefined ? other : `\n    Default: ${JSON.stringify(value)}`;
  return `AWSTemplateFormatVersion: "2010-09-09"
Description: A role that may put objects into a bucket, for event delivery
Parameters:
  ExternalId:
    Type: String
    Description: The external id that the role demands${fallback(values?.ExternalId)}
  AccessRoleArn:
    Type: String
    Description: The role of the service that assumes this role${fallback(values?.AccessRoleArn)}
  Objects:
    Type: String
    Description: The ARN of the objects that may be written, such as arn:aws:s3:::my-bucket/events/*${fallback(values?.Objects)}
  BucketRegion:
    Type: String
    Description: The region of the bucket${fallback(values?.BucketRegion)}
  KmsKeyArn:
    Type: String
    Description: The ARN of the KMS key that encrypts the objects, if any${fallback(values?.KmsKeyArn, '\n    Default: ""')}
${ROLE}`;
};

/**
 * Returns the link to the console's page that creates the stack; null if the partition has none.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-create-stacks-quick-create-links.html
 *
 * @param templateUrl the URL of the template in S3
 */
export function quickCreateUrl(plan: AccessPlan, templateUrl: string): string | null {
  const { region } = plan;
  const host = consoleHost(region, region);
  if (host === undefined) return null;
  const parameters = Object.entries(parametersOf(plan)).map(
    ([name, value]) => [`param_${name}`, value] as const,
  );
  const query = [['templateURL', templateUrl], ['stackName', 'event-delivery'], ...parameters]
    .map(([name = '', value = '']) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  return `https://${host}/cloudformation/home?region=${region}#/stacks/create/review?${query}`;
}
