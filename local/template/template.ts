import * as z from 'zod';

const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
});

/** The part of a CloudFormation template that the local stack reads. */
export const Template = z.looseObject({
  Resources: z.record(z.string(), Resource),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })).default({}),
});

export type Template = z.infer<typeof Template>;
export type Resource = z.infer<typeof Resource>;

/** The result of a synthesis: the template and the folder of each function's bundle. */
export interface Assembly {
  readonly stackName: string;
  readonly template: Template;
  /** The folder of the asset with this S3 key in the template. */
  codeFolder(s3Key: string): string;
}
