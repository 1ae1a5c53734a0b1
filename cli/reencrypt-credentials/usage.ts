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
