import * as z from 'zod';
import { settingDocs } from './setting-docs.ts';

/**
 * An access role has no path. A path of up to 512 characters would not fit the functions'
 * environment.
 */
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@-]{1,64}$/;

/** CloudFormation reads a template of a link only from S3. */
const TEMPLATE_URL = /^https:\/\/[a-z0-9.-]+\.amazonaws\.(?:com|com\.cn|eu)\/[\w!.*'()/-]+$/;

/** The URL shares the environment with the topics. */
const MAX_TEMPLATE_URL_LENGTH = 200;

/** How the stage accesses customers' buckets through their roles. */
export const accessSettings = {
  accessRoleArn: z.string().regex(ROLE_ARN).optional().register(settingDocs, {
    meaning:
      'An existing role that assumes the roles of customers, for example the access role of a stage that this one replaces. Its trust policy must allow the roles of the deliverer, the batch-deliverer and the verifier, which the stack then outputs. See docs/how-to/role-access.md.',
    allowed: 'the ARN of an IAM role without a path',
    fallback: "the stack's own, `waybill-<stage>-<region>-access`",
    example: 'arn:aws:iam::111122223333:role/waybill-prod-eu-west-1-access',
  }),
  setupTemplateUrl: z
    .string()
    .max(MAX_TEMPLATE_URL_LENGTH)
    .regex(TEMPLATE_URL)
    .optional()
    .register(settingDocs, {
      meaning:
        'URL of a publicly readable copy in S3 of `docs/how-to/customer-role.yaml`, the CloudFormation template that creates the role of a customer. The setup of a destination type then links to this copy. By default, it links to the copy in the assets bucket of the CDK, and the link expires. See docs/how-to/role-access.md.',
      allowed: `an https URL of an object in S3 without a query, at most ${MAX_TEMPLATE_URL_LENGTH} characters`,
      fallback: 'a copy that the stack deploys',
      example: 'https://my-templates.s3.eu-west-1.amazonaws.com/customer-role.yaml',
    }),
};
