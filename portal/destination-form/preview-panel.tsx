import type { CostBody } from '../../lambdas/destination-types/aws-s3/cost/cost.ts';
import { Fact } from '../components/fact.tsx';
import { ErrorBox } from '../components/notice.tsx';
import * as batchTexts from '../texts/en/batch.ts';
import * as eventsTexts from '../texts/en/events.ts';
import * as historyTexts from '../texts/en/history.ts';
import { bytes } from '../texts/en/numbers.ts';
import * as words from '../texts/en/preview.ts';
import * as shellTexts from '../texts/en/shell.ts';
import type { usePreview } from './preview-call.ts';
import type { PreviewedObject } from './previewed-objects.ts';

interface PreviewPanelProps {
  readonly call: ReturnType<typeof usePreview>;
  /** Whether a field already shows the error. */
  readonly isExplained: boolean;
}

/** The maximum number of objects to show: events of different partitions are in different objects. */
const MAX_OBJECTS = 3;

/** The objects that the next events would become. */
export const PreviewPanel = ({ call, isExplained }: PreviewPanelProps) => {
  const { samples, objects = [], cost, error, isLoading } = call;
  return (
    <section class="panel preview" aria-label={words.title} aria-busy={isLoading}>
      <h3>{words.title}</h3>
      {samples && <p class="hint">{samples.isPublished ? words.published : words.samples}</p>}
      {!error && objects.length === 0 && <p class="soft">{shellTexts.loading}</p>}
      {error && !isExplained && <ErrorBox error={error} title={words.failed} />}
      {error && isExplained && <p class="error">{words.failed}</p>}
      {!error &&
        objects
          .slice(0, MAX_OBJECTS)
          .map((object) => <ObjectFacts key={object.key} object={object} />)}
      {!error && objects.length > MAX_OBJECTS && <p>{words.more(objects.length - MAX_OBJECTS)}</p>}
      {!error && cost && <Cost cost={cost} />}
    </section>
  );
};

const ObjectFacts = ({ object }: { readonly object: PreviewedObject }) => {
  const { key, partition, events, bytes: size, text, isWhole, metadata, headers } = object;
  return (
    <dl class="facts">
      <dt>{words.key}</dt>
      <dd class="mono key">
        <output>{key}</output>
      </dd>
      {partition !== undefined && (
        <Fact name={batchTexts.partition}>{partition || batchTexts.noPartition}</Fact>
      )}
      {events !== undefined && <Fact name={eventsTexts.title}>{events}</Fact>}
      {size !== undefined && <Fact name={historyTexts.size}>{bytes(size)}</Fact>}
      <Fact name={events === undefined ? words.body : words.rows}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it */}
        <section tabIndex={0} aria-label={key}>
          <pre>{text}</pre>
        </section>
        {!isWhole && <p class="soft">{words.cut}</p>}
      </Fact>
      <Fact name={words.metadata}>
        <Pairs values={metadata} />
      </Fact>
      <Fact name={words.headers}>
        <Pairs values={headersOf(headers)} />
      </Fact>
    </dl>
  );
};

/** What the objects would cost the owner of the bucket. No prices are known for stores other than S3. */
const Cost = ({ cost }: { readonly cost: CostBody }) => {
  const { put_requests_per_month, storage_class, storage_classes = [], note, warnings } = cost;
  const price = storage_classes.find((one) => one.storage_class === storage_class);
  return (
    <dl class="facts">
      <Fact name={words.cost}>
        {words.requests(put_requests_per_month)}
        {price && ` ${words.prices(price.put_requests_usd, price.storage_usd)}`}
        {[...warnings, note].map((sentence) => (
          <p class="hint" key={sentence}>
            {sentence}
          </p>
        ))}
      </Fact>
    </dl>
  );
};

/** The headers that are not shown as metadata. */
const headersOf = (headers: PreviewedObject['headers']): PreviewedObject['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('x-amz-meta-')));

const Pairs = ({ values }: { readonly values: Readonly<Record<string, string>> }) => (
  <ul class="pairs">
    {Object.entries(values).map(([name, value]) => (
      <li key={name}>
        <code>
          {name}: {value}
        </code>
      </li>
    ))}
  </ul>
);
