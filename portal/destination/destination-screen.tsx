import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { useVersion } from '../attempts/use-version.ts';
import { Fact } from '../components/fact.tsx';
import { Loading } from '../components/loading.tsx';
import { Missing } from '../components/missing.tsx';
import { Page } from '../components/page.tsx';
import { links } from '../routes.ts';
import { texts } from '../texts.en.ts';
import { useCall } from '../use-call.ts';
import { Attempts } from './attempts.tsx';
import { Chart } from './chart.tsx';
import { DestinationActions } from './destination-actions.tsx';
import { HealthPanel } from './health-panel.tsx';
import { Parked } from './parked.tsx';
import { TestNow } from './test-now.tsx';

const POLL_SECONDS = 30;

/** A destination: whether its events arrive, and if not, why, and what to do. */
export const DestinationScreen = ({ id }: { readonly id: string }) => {
  const { version, changed } = useVersion();
  const call = useCall(
    (api, signal) =>
      api.call<DestinationBody>('GET', `/tenants/{tenant}/destinations/${encodeURIComponent(id)}`, {
        signal,
      }),
    [id, version],
    POLL_SECONDS,
  );
  const destination = call.data;
  const isMissing = call.error?.status === 404;
  return (
    <Page
      title={destination?.target ?? texts.destination.title}
      trail={<a href={links.destinations}>{texts.shell.destinations}</a>}
      actions={destination && <DestinationActions destination={destination} onChange={changed} />}
    >
      {isMissing && (
        <Missing
          text={texts.destination.missing}
          href={links.destinations}
          label={texts.states.toDestinations}
        />
      )}
      <Loading call={isMissing ? { ...call, error: undefined } : call}>
        {(found) => (
          <div class="sections">
            <HealthPanel destination={found} version={version} />
            <About destination={found} />
            <TestNow destinationId={id} onTested={changed} />
            <Chart id={id} version={version} />
            <Parked destinationId={id} version={version} onChange={changed} />
            <Attempts destinationId={id} version={version} onChange={changed} />
          </div>
        )}
      </Loading>
    </Page>
  );
};

const About = ({ destination }: { readonly destination: DestinationBody }) => {
  const { id, topics, target_url } = destination;
  return (
    <dl class="facts">
      <Fact name={texts.destination.topics}>
        {topics.includes('*') ? texts.destination.allTopics : topics.join(', ')}
      </Fact>
      <Fact name={texts.history.links}>
        <a href={links.events({ destination_id: id })}>{texts.destination.showEvents}</a>
        {target_url.startsWith('https:') && (
          <>
            {' · '}
            <a href={target_url} target="_blank" rel="noopener noreferrer">
              {texts.destination.openStore}
            </a>
          </>
        )}
      </Fact>
    </dl>
  );
};
