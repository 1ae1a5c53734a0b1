/** The help text. */
export const USAGE = `Encrypts every stored credential anew, with the present material of the key that the stage seals with.
KMS does it: the clear text never leaves it, and this command could not read it.

usage: npm run reencrypt-credentials -- --stage NAME | --local [options]

  --stage NAME    a deployed stage, with your AWS credentials and region
  --local         the local house that runs here, or the ports LOCAL_DYNAMODB_PORT and LOCAL_KMS_PORT
  --to-key ARN    only if this is the key the stage seals with: first deploy it with credentialsKeyArns
  --table NAME    the destinations table, when there are several that may be it
  --dry-run       change nothing, and tell what would be
  --yes           accepted for scripts: nothing is asked
  --help          this text

What is under the present material already is left as it is: run it again after a stop or a failure.
docs/how-to/data-protection.md tells when to use it, and what it needs.

Exit code 0: all is under the present material. 1: it could not be done, or not all of it.
2: the command was put wrongly. 130: stopped by Ctrl-C.`;
