import * as z from 'zod';
import { settingDocs } from './setting-docs.ts';
import { setOf, wholeNumber } from './values.ts';

/** A key ARN, not an alias: permission to update an alias would be permission to choose the key. */
const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/(?:mrk-)?[0-9a-f-]{32,36}$/;

/**
 * Two are in use while credentials are re-encrypted from one to the other; each further key costs
 * KMS calls.
 */
const MAX_KEYS = 5;

/** The maximum of point-in-time recovery: API_PointInTimeRecoverySpecification. */
const MAX_BACKUP_DAYS = 35;

/** DynamoDB's rule: Developer Guide, naming rules. */
const TABLE_NAME = /^[A-Za-z0-9_.-]{3,255}$/;

/** S3's rule: bucket naming rules. Access points are excluded because their permissions differ. */
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const ownTable = (what: string, example: string) =>
  z
    .string()
    .regex(TABLE_NAME)
    .optional()
    .register(settingDocs, {
      meaning: `An existing table that replaces the stack's own table of ${what}, for example a table restored from a backup. See docs/how-to/data-protection.md.`,
      allowed: 'the name of a DynamoDB table',
      fallback: "the stack's own table",
      example,
    });

/** Backup retention, and existing tables, buckets and keys to use instead of the stack's own. */
export const dataSettings = {
  pointInTimeRecoveryDays: wholeNumber(1, MAX_BACKUP_DAYS)
    .default(MAX_BACKUP_DAYS)
    .register(settingDocs, {
      meaning:
        'Days of point-in-time recovery: the tables can be restored to any second within this period. Deleted data stays in the backups for the same period.',
      allowed: `a whole number from 1 to ${MAX_BACKUP_DAYS}`,
      fallback: `\`${MAX_BACKUP_DAYS}\``,
      example: '7',
    }),
  credentialsKeyArns: setOf(z.string().regex(KEY_ARN), MAX_KEYS)
    .default([])
    .register(settingDocs, {
      meaning:
        "KMS keys for tenants' credentials, in addition to the stack's own key. New credentials are encrypted with the first key of the list. The functions can decrypt credentials that were encrypted with any of these keys or with the stack's own key. See docs/how-to/data-protection.md.",
      allowed: `a list of at most ${MAX_KEYS} ARNs of KMS keys of the stage's account and region`,
      fallback: "none: the stack's own key encrypts",
      example: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    }),
  existingDestinationsTableName: ownTable(
    'tenants and destinations',
    'waybill-prod-Destinations-restored',
  ),
  existingEventsTableName: ownTable('events and attempts', 'waybill-prod-Log-restored'),
  existingLargeEventsBucketName: z.string().regex(BUCKET_NAME).optional().register(settingDocs, {
    meaning:
      "An existing bucket that replaces the stack's own bucket for the data of large events, for example the bucket of a stack that this one replaces. See docs/how-to/data-protection.md.",
    allowed: "the name of an S3 bucket of the stage's account and region",
    fallback: "the stack's own bucket",
    example: 'waybill-prod-largeeventsbucket-1a2b3c',
  }),
};
