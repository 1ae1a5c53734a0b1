import * as z from 'zod';
import { settingDocs } from './setting-docs.ts';

/** A role without a path in its ARN's name part is most common; IAM allows both. */
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/;

/** How the stage accesses customers' buckets through their roles. */
export const accessSettings = {
  accessRoleArn: z.string().regex(ROLE_ARN).optional().register(settingDocs, {
    meaning:
      'Existing role that assumes the roles of customers, such as the access role of a stage that this one replaces. Its trust policy must allow the roles of the deliverer and the verifier. See docs/how-to/role-access.md.',
    allowed: 'the ARN of an IAM role',
    fallback: "the stack's own, `waybill-<stage>-<region>-access`",
    example: 'arn:aws:iam::111122223333:role/waybill-prod-eu-west-1-access',
  }),
};
