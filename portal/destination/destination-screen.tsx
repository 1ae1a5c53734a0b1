import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { useVersion } from '../attempts/use-version.ts';
import { Fact } from '../components/fact.tsx';
import { Loading } from '../components/loading.tsx';
import { Missing } from '../components/notice.tsx';
import { Page } from '../components/page.tsx';
import { destinationPath } from '../data/destination-path.ts';
import { batchSeconds, collectsBatches } from '../destination-form/type-layout.ts';
import { prefixOf } from '../destinations/destination-link.tsx';
import { links } from '../routes.ts';
import * as batchTexts from '../texts/en/batch.ts';
import * as destinationTexts from '../texts/en/destination.ts';
import * as historyTexts from '../texts/en/history.ts';
import * as shellTexts from '../texts/en/shell.ts';
import * as statesTexts from '../texts/en/states.ts';
import { useCall } from '../use-call.ts';
import { Attempts } from './attempts.tsx';
import { Chart } from './chart.tsx';
import { Configuration } from './configuration.tsx';
import { DestinationActions } from './destination-actions.tsx';
import { HealthPanel } from './health-panel.tsx';
import { Parked } from './parked.tsx';
import { TestNow } from './test-now.tsx';

const POLL_SECONDS = 30;

/** A destination: whether its events arrive or, if they do not, the reason and how to fix it. */
export const DestinationScreen = ({ id }: { readonly id: string }) => {
  const { version, changed } = useVersion();
  const call = useCall(
    (api, signal) => api.call<DestinationBody>('GET', destinationPath(id), { signal }),
    [id, version],
    POLL_SECONDS,
  );
  const destination = call.data;
  return (
    <Page
      title={destination?.target ?? destinationTexts.title}
      trail={<a href={links.destinations}>{shellTexts.destinations}</a>}
      actions={destination && <DestinationActions destination={destination} onChange={changed} />}
    >
      <Loading
        call={call}
        missing={
          <Missing
            text={destinationTexts.missing}
            href={links.destinations}
            label={statesTexts.toDestinations}
          />
        }
      >
        {(found) => (
          <div class="sections">
            <HealthPanel destination={found} version={version} />
            <div class="stack">
              <About destination={found} />
              <Configuration destination={found} />
            </div>
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
  const prefix = prefixOf(destination);
  return (
    <dl class="facts">
      <Fact name={destinationTexts.topics}>
        {topics.includes('*') ? destinationTexts.allTopics : topics.join(', ')}
      </Fact>
      {prefix && (
        <Fact name={destinationTexts.prefix}>
          <span class="id">{prefix}</span>
        </Fact>
      )}
      {collectsBatches(destination) && (
        <Fact name={batchTexts.title}>{batchTexts.written(batchSeconds(destination))}</Fact>
      )}
      <Fact name={historyTexts.links}>
        <a href={links.events({ destination_id: id })}>{destinationTexts.showEvents}</a>
        {target_url.startsWith('https:') && (
          <>
            {' · '}
            <a href={target_url} target="_blank" rel="noopener noreferrer">
              {destinationTexts.openStore}
            </a>
          </>
        )}
      </Fact>
    </dl>
  );
};
