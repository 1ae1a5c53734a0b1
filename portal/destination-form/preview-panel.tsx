import { ErrorBox } from '../components/notice.tsx';
import { indented } from '../data/json-text.ts';
import { texts } from '../texts.en.ts';
import type { Preview, usePreview } from './preview-call.ts';
import type { Sample } from './sample-event.ts';

const words = texts.preview;

interface PreviewPanelProps {
  readonly call: ReturnType<typeof usePreview>;
  /** Whether the error is beside a field. */
  readonly isExplained: boolean;
}

/** The object that the next event would become. */
export const PreviewPanel = ({ call, isExplained }: PreviewPanelProps) => {
  const { sample, preview, error, isLoading } = call;
  return (
    <section class="panel preview" aria-label={words.title} aria-busy={isLoading}>
      <h3>{words.title}</h3>
      {sample && <p class="hint">{sampleText(sample)}</p>}
      {error && !isExplained && <ErrorBox error={error} title={words.failed} />}
      {error && isExplained && <p class="error">{words.failed}</p>}
      {!error && preview && <PreviewParts preview={preview} />}
    </section>
  );
};

const sampleText = ({ topic, isPublished }: Sample): string =>
  isPublished ? words.sampleNewest(topic) : words.sampleBuiltIn;

/** Characters of a body that are shown. */
const SHOWN = 4000;

const PreviewParts = ({ preview }: { readonly preview: Preview }) => {
  const body = indented(preview.body, SHOWN);
  return (
    <dl class="facts">
      <dt>{words.key}</dt>
      <dd class="mono key">
        <output>{preview.key}</output>
      </dd>
      <dt>{words.body}</dt>
      <dd>
        <pre>{body.text}</pre>
        {!body.isWhole && <p class="soft">{words.cut}</p>}
      </dd>
      <dt>{words.metadata}</dt>
      <dd>
        <Pairs values={preview.metadata} />
      </dd>
      <dt>{words.headers}</dt>
      <dd>
        <Pairs values={headersOf(preview)} />
      </dd>
    </dl>
  );
};

/** The headers that are not shown as metadata. */
const headersOf = ({ headers }: Preview): Readonly<Record<string, string>> =>
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
