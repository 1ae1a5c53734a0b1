import { parseArgs } from 'node:util';
import * as z from 'zod';
import { nearest } from '../../lambdas/platform/json/nearest.ts';
import { usageError } from '../cli-error.ts';

/** The help text. */
export const USAGE = `Re-encrypts every stored credential with the current key material of the stage's key.
KMS does the re-encryption: the plaintext never leaves KMS, and this command cannot read it.

usage: npm run reencrypt-credentials -- --stage NAME | --local [options]

  --stage NAME    a deployed stage, with your AWS credentials and region
  --local         the local stack that runs here, or at LOCAL_DYNAMODB_PORT and LOCAL_KMS_PORT
  --to-key ARN    fail unless the stage encrypts with this key (see the setting credentialsKeyArns)
  --table NAME    the destinations table, if several match the stage
  --dry-run       report what would change, without changing anything
  --yes           accepted for use in scripts; the command never asks
  --help          show this help

Credentials with the current key material are skipped, so you can rerun the command after a failure.
See docs/how-to/data-protection.md for when to use it and for the required permissions.

Exit codes: 0 all credentials have the current key material, 1 failure or incomplete,
2 usage error, 130 stopped by Ctrl-C.`;

/** The parsed options: which stage's credentials to re-encrypt. */
export interface CommandOptions {
  /** A deployed stage's name; undefined for the local stack. */
  readonly stage: string | undefined;
  /** The destinations table's name. @default - found by its name */
  readonly table: string | undefined;
  /** The ARN of the key that the stage must encrypt with. @default - any key */
  readonly toKey: string | undefined;
  /** Whether to change nothing. */
  readonly dryRun: boolean;
}

const HELP = ['help', '--help', '-h'];

const OPTIONS = {
  stage: { type: 'string', multiple: true },
  local: { type: 'boolean' },
  'to-key': { type: 'string', multiple: true },
  table: { type: 'string', multiple: true },
  'dry-run': { type: 'boolean' },
  // Accepted for scripts that pass it to every command that changes something; there is no
  // confirmation here.
  yes: { type: 'boolean' },
} as const;

const SingleValue = z
  .array(z.string().min(1, 'must not be empty'))
  .max(1, 'must not be repeated')
  .default([])
  .transform(([only]) => only);
const Flag = z.boolean().default(false);

const KeyArn = SingleValue.refine(
  (arn) => arn === undefined || /^arn:[\w-]+:kms:.+:key\/[\w-]+$/.test(arn),
  {
    error: 'must be the ARN of a key, such as arn:aws:kms:us-east-1:111122223333:key/1234abcd-…',
  },
);

const Given = z.object({
  stage: SingleValue,
  local: Flag,
  'to-key': KeyArn,
  table: SingleValue,
  'dry-run': Flag,
});

/**
 * Parses the command line; undefined if it asks for help.
 *
 * @throws CliError naming what is wrong and how to fix it
 */
export function parseCommandLine(args: readonly string[]): CommandOptions | undefined {
  if (args.some((arg) => HELP.includes(arg))) return undefined;
  const given = Given.safeParse(valuesIn(args));
  if (!given.success) {
    throw usageError(
      given.error.issues.map(({ path, message }) => `--${String(path[0])} ${message}`).join('\n'),
    );
  }
  const { stage, local, table, 'to-key': toKey, 'dry-run': dryRun } = given.data;
  if (local === (stage !== undefined)) {
    throw usageError(
      'exactly one of --stage NAME and --local is required\nexample: npm run reencrypt-credentials -- --local (options follow the --)',
    );
  }
  return { stage, table, toKey, dryRun };
}

function valuesIn(args: readonly string[]): object {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw usageError(
      `${describeParseError(error)}\nnpm run reencrypt-credentials -- --help lists the options`,
    );
  }
}

/** The parser's message, with a hint where it has none. */
function describeParseError({ message }: Error): string {
  if (message.startsWith('Unexpected argument')) {
    return `${message}: options begin with -- and follow the -- of npm run`;
  }
  const unknown = /^Unknown option '-*([\w-]+)'/.exec(message)?.[1];
  const meant = unknown && nearest(unknown, Object.keys(OPTIONS));
  return meant === undefined ? message : `${message}. Did you mean --${meant}?`;
}
