import type * as z from 'zod';
import { LocalStackError } from '../local-stack-error.ts';
import type { Identity, Names } from './names.ts';
import type { Resource, Template } from './template.ts';

/** A resource type that the local stack runs: the properties it supports, and those it ignores. */
export interface Kind<Schema extends z.ZodType> {
  readonly types: readonly string[];
  /** A strict schema: a property that is neither supported nor ignored stops the start. */
  readonly properties: Schema;
  readonly ignored: readonly string[];
}

/** A resource of a kind, with its properties resolved. */
export interface Found<Properties> extends Identity {
  readonly logicalId: string;
  readonly properties: Properties;
}

/** Every resource of `kind` in the template. */
export const readResources = <Schema extends z.ZodType>(
  template: Template,
  kind: Kind<Schema>,
  names: Names,
): Found<z.infer<Schema>>[] =>
  Object.entries(template.Resources)
    .filter(([, resource]) => kind.types.includes(resource.Type))
    .map(([logicalId, resource]) => readResource(logicalId, resource, kind, names));

const readResource = <Schema extends z.ZodType>(
  logicalId: string,
  resource: Resource,
  kind: Kind<Schema>,
  names: Names,
): Found<z.infer<Schema>> => {
  const supported = Object.entries(resource.Properties).filter(
    ([name]) => !kind.ignored.includes(name),
  );
  const parsed = kind.properties.safeParse(names.resolve(Object.fromEntries(supported)));
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => [...path, message].join(': '));
    throw new LocalStackError(
      `the local stack cannot run ${resource.Type} ${logicalId}: ${errors.join('; ')}`,
    );
  }
  return { logicalId, properties: parsed.data, ...names.identity(logicalId) };
};

/** Rejects a template with a resource that the local stack neither runs nor ignores. */
export const refuseUnknownTypes = (template: Template, run: readonly string[]): void => {
  for (const [logicalId, { Type, Condition }] of Object.entries(template.Resources)) {
    if (IGNORED_TYPES.has(Type)) continue;
    if (!run.includes(Type))
      throw new LocalStackError(`the local stack does not support ${Type} ${logicalId}`);
    if (Condition !== undefined) {
      throw new LocalStackError(
        `the local stack cannot evaluate condition ${Condition} of ${logicalId}`,
      );
    }
  }
};

/**
 * Resource types that do not affect how the stack runs locally: permissions, logs, alarms and so
 * on. A type that is neither here nor run by the local stack stops the start.
 */
const IGNORED_TYPES: ReadonlySet<string> = new Set([
  'AWS::ApiGatewayV2::Stage',
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::ApplicationAutoScaling::ScalingPolicy',
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
