import * as z from 'zod';
import { settingDocs } from './setting-docs.ts';

/**
 * An access role has no path. A path of up to 512 characters would not fit the functions'
 * environment.
 */
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@-]{1,64}$/;

/** How the stage accesses customers' buckets through their roles. */
export const accessSettings = {
  accessRoleArn: z.string().regex(ROLE_ARN).optional().register(settingDocs, {
    meaning:
      'Existing role that assumes the roles of customers, such as the access role of a stage that this one replaces. Its trust policy must allow the roles of the deliverer and the verifier, which the stack then outputs. See docs/how-to/role-access.md.',
    allowed: 'the ARN of an IAM role without a path',
    fallback: "the stack's own, `waybill-<stage>-<region>-access`",
    example: 'arn:aws:iam::111122223333:role/waybill-prod-eu-west-1-access',
  }),
};
