/**
 * Resource types that change nothing about how the stack runs on one machine: permissions, logs,
 * alarms and the like. A type that is neither here nor run by the house stops the start.
 */
export const IGNORED_TYPES: ReadonlySet<string> = new Set([
  'AWS::ApiGatewayV2::Stage',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::ResourcePolicy',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::QueuePolicy',
]);
