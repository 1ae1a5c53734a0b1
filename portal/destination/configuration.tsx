import { useState } from 'preact/hooks';
import type { Description } from '../../lambdas/destination-types/description.ts';
import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { CopyButton } from '../components/copy.tsx';
import { Fact } from '../components/fact.tsx';
import { Time } from '../components/time.tsx';
import * as configurationTexts from '../texts/en/configuration.ts';
import { duration } from '../texts/en/numbers.ts';
import { useCall } from '../use-call.ts';

interface ConfigurationProps {
  readonly destination: DestinationBody;
}

/** What is configured, for viewers who may not edit it too. The names of the fields load when it is opened. */
export const Configuration = ({ destination }: ConfigurationProps) => {
  const [isOpen, setIsOpen] = useState(false);
  const types = useCall(
    isOpen
      ? (api, signal) => api.call<Description[]>('GET', '/destination-types', { signal })
      : undefined,
    [],
  );
  const type = types.data?.find((one) => one.type === destination.type);
  const fields = [...(type?.config_fields ?? []), ...(type?.credential_fields ?? [])];
  const labelOf = (key: string) => fields.find((field) => field.key === key)?.label ?? key;
  const { id, config, credentials } = destination;
  return (
    <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{configurationTexts.title}</summary>
      {(types.data ?? types.error) && (
        <dl class="facts">
          <Fact name={configurationTexts.id}>
            <code class="id">{id}</code> <CopyButton text={id} what={configurationTexts.id} />
          </Fact>
          <Fact name={configurationTexts.created}>
            <Time value={destination.created_at} />
          </Fact>
          {Object.entries({ ...config, ...credentials })
            .filter(([, value]) => value !== '')
            .map(([key, value]) => (
              <Fact key={key} name={labelOf(key)}>
                <code class="id">{value}</code>
              </Fact>
            ))}
          <Extras destination={destination} />
        </dl>
      )}
    </details>
  );
};

const Extras = ({ destination }: ConfigurationProps) => {
  const { external_id, filter, delivery_metadata, retry_schedule } = destination;
  return (
    <>
      {external_id && (
        <Fact name={configurationTexts.externalId}>
          <code class="id">{external_id}</code>
        </Fact>
      )}
      {filter && (
        <Fact name={configurationTexts.filter}>
          <code class="id">{JSON.stringify(filter)}</code>
        </Fact>
      )}
      {delivery_metadata && (
        <Fact name={configurationTexts.metadata}>
          <code class="id">{JSON.stringify(delivery_metadata)}</code>
        </Fact>
      )}
      {retry_schedule && (
        <Fact name={configurationTexts.retries}>
          {retry_schedule.map(duration).join(', ') || configurationTexts.noRetries}
        </Fact>
      )}
    </>
  );
};
