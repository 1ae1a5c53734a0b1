import { z } from 'zod';

const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
});

/** A CloudFormation template, as far as the house reads it. */
export const Template = z.looseObject({
  Resources: z.record(z.string(), Resource),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })).default({}),
});

export type Template = z.infer<typeof Template>;
export type Resource = z.infer<typeof Resource>;

/** What a synthesis left behind: the template and where each function's bundle lies. */
export interface Assembly {
  readonly stackName: string;
  readonly template: Template;
  /** The folder of the asset that the template knows by this S3 key. */
  codeFolder(s3Key: string): string;
}
