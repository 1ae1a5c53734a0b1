import { useState } from 'preact/hooks';
import type { Description } from '../../lambdas/destination-types/description.ts';
import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { Fact } from '../components/fact.tsx';
import * as configurationTexts from '../texts/en/configuration.ts';
import { useCall } from '../use-call.ts';

interface ConfigurationProps {
  readonly destination: DestinationBody;
}

/**
 * The configuration, also for viewers who may not edit it. The names of the fields are loaded when it is
 * opened.
 */
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
  const labelOf = (key: string) =>
    fields.find((field) => field.key === key)?.label ?? configurationTexts.labels.get(key) ?? key;
  const { id, config, credentials, external_id, filter } = destination;
  return (
    <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{configurationTexts.title}</summary>
      {(types.data ?? types.error) && (
        <dl class="facts">
          <Fact name={configurationTexts.id}>
            <code class="id">{id}</code>
          </Fact>
          {Object.entries({
            ...config,
            ...credentials,
            external_id,
            filter: filter && JSON.stringify(filter),
          })
            .filter(([, value]) => value)
            .map(([key, value]) => (
              <Fact key={key} name={labelOf(key)}>
                <code class="id">{value}</code>
              </Fact>
            ))}
        </dl>
      )}
    </details>
  );
};
