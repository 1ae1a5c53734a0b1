import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import type { Api } from '../api.ts';
import { Fact } from '../components/fact.tsx';
import { Loading } from '../components/loading.tsx';
import { Section } from '../components/section.tsx';
import type { Tone } from '../components/status.tsx';
import { Time } from '../components/time.tsx';
import type { Attempt } from '../data/attempt.ts';
import { destinationPath } from '../data/destination-path.ts';
import { readPage } from '../data/pages.ts';
import { DestinationStatus } from '../destinations/destination-status.tsx';
import * as destinationTexts from '../texts/en/destination.ts';
import { fixForCode } from '../texts/en/fixes.ts';
import * as historyTexts from '../texts/en/history.ts';
import { useCall } from '../use-call.ts';
import { type Cause, errorIn, type Health, healthOf } from './health.ts';

const POLL_SECONDS = 30;

const tones = {
  disabled: 'neutral',
  blocked: 'bad',
  verification: 'bad',
  attempt: 'bad',
  arriving: 'good',
  checking: 'busy',
  nothing: 'neutral',
} as const satisfies Record<Cause, Tone>;

interface LastAttempts {
  readonly delivered: Attempt | undefined;
  readonly failed: Attempt | undefined;
}

interface HealthPanelProps {
  readonly destination: DestinationBody;
  /** Changes when there may be new attempts. */
  readonly version: number;
}

/** Whether the events arrive or, if they do not, the reason and how to fix it. */
export const HealthPanel = ({ destination, version }: HealthPanelProps) => {
  const { id } = destination;
  const call = useCall<LastAttempts>(
    async (api, signal) => {
      const [delivered, failed] = await Promise.all([
        lastAttempt(api, id, 'success', signal),
        lastAttempt(api, id, 'failed', signal),
      ]);
      return { delivered, failed };
    },
    [id, version],
    POLL_SECONDS,
  );
  return (
    <Section kind="stack" title={destinationTexts.health}>
      <Loading call={call}>
        {({ delivered, failed }) => (
          <HealthFacts
            destination={destination}
            health={healthOf(destination, delivered, failed)}
            delivered={delivered}
            failed={failed}
          />
        )}
      </Loading>
    </Section>
  );
};

async function lastAttempt(
  api: Api,
  id: string,
  status: Attempt['status'],
  signal: AbortSignal,
): Promise<Attempt | undefined> {
  const path = destinationPath(id, 'attempts');
  const query = { status, limit: 1, include: 'response_data' };
  return (await readPage<Attempt>(api, path, query, {}, signal)).models[0];
}

interface HealthFactsProps extends LastAttempts {
  readonly destination: DestinationBody;
  readonly health: Health;
}

const HealthFacts = ({ destination, health, delivered, failed }: HealthFactsProps) => {
  const { cause, since, code, message } = health;
  const { verification } = destination;
  return (
    <div class={`panel health ${tones[cause]}`}>
      <p class="verdict">
        <DestinationStatus destination={destination} /> {destinationTexts.causes[cause]}
      </p>
      <dl class="facts">
        <Fact name={destinationTexts.lastDelivered}>
          {delivered ? <Time value={delivered.time} /> : destinationTexts.never}
        </Fact>
        {since !== undefined && (
          <Fact name={cause === 'attempt' ? destinationTexts.lastFailed : destinationTexts.since}>
            <Time value={since} />
          </Fact>
        )}
        <Reason code={code} message={message} />
        {verification.status === 'verified' && verification.checked_at && (
          <Fact name={destinationTexts.lastChecked}>
            <Time value={verification.checked_at} />
          </Fact>
        )}
        {cause === 'arriving' && failed && (
          <>
            <Fact name={destinationTexts.lastFailed}>
              <Time value={failed.time} />
            </Fact>
            <Reason code={failed.code} message={errorIn(failed)} />
          </>
        )}
      </dl>
    </div>
  );
};

interface ReasonProps {
  readonly code: string | undefined;
  readonly message: string | undefined;
}

/** Why something failed, and how to fix it. */
const Reason = ({ code, message }: ReasonProps) => {
  if (code === undefined) return null;
  const fix = fixForCode(code);
  return (
    <>
      <Fact name={destinationTexts.reason}>
        <code>{code}</code> {message}
      </Fact>
      {fix !== undefined && <Fact name={historyTexts.fix}>{fix}</Fact>}
    </>
  );
};
