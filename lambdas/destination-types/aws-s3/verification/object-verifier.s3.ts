import type { AwsContext } from '../../../platform/aws/calls/aws-context.ts';
import { newUlid } from '../../../platform/new-ulid.ts';
import type { Verifier, WriterSettings } from '../../destination-type.ts';
import { guardedBy } from '../put-object.s3.ts';
import { RoleSessions } from '../role-sessions.sts.ts';
import { storeAccess } from '../store-access.ts';
import { internet, storeClients } from '../store-clients.s3.ts';
import { bucketHead } from './bucket-head.s3.ts';
import { bucketProbe } from './bucket-probe.s3.ts';
import { keyStep } from './probe-object.ts';
import { verifyRole } from './role-verification.ts';
import { joinChecks, stepsByConfig } from './verification.ts';

/**
 * Creates the verifier of `aws_s3` destinations.
 *
 * @param aws its clock dates requests and the sample event for which the key template is rendered
 * @param reach as of the writer
 */
export const objectVerifier = (
  settings: WriterSettings,
  aws: AwsContext,
  reach = internet(),
): Verifier => {
  const now = () => aws.clock.now();
  const roles = new RoleSessions(aws, settings.accessRoleArn);
  const clientFor = storeClients(settings, reach, now);
  const withClient = storeAccess(clientFor, roles, now);
  const head = bucketHead(clientFor);
  const probe = bucketProbe(settings, now);
  const guarded = guardedBy(settings);
  return {
    verify: async (destination, signal) => {
      const [found, role] = await Promise.all([
        head(destination.config, signal),
        verifyRole(roles, destination, `waybill-${newUlid(now())}`, signal),
      ]);
      const byConfig = [keyStep(destination, now()), ...stepsByConfig(destination)];
      const checks = [...byConfig, ...found, ...role.steps];
      if (role.result) {
        const made = joinChecks(checks, role.result, role.steps.at(-1)?.name);
        return { ...role, ...made, mayBeEarly: role.mayBeEarly && made.result === role.result };
      }
      const result = await guarded(destination, () =>
        withClient(destination, signal, (client) => probe(client, destination, signal)),
      );
      return { ...role, ...joinChecks(checks, result) };
    },
  };
};
