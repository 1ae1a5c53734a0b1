import { Fact } from '../components/fact.tsx';
import type { Attempt } from '../data/attempt.ts';
import * as historyTexts from '../texts/en/history.ts';

/** What identifies an attempt, and the object that it wrote. */
export const AttemptDetails = ({ attempt }: { readonly attempt: Attempt }) => {
  const { etag, version_id } = attempt.response_data ?? {};
  return (
    <details>
      <summary>{historyTexts.show}</summary>
      <dl class="facts">
        <Fact name={historyTexts.attemptId}>
          <code class="id">{attempt.id}</code>
        </Fact>
        {etag && (
          <Fact name={historyTexts.etag}>
            <code class="id">{etag}</code>
          </Fact>
        )}
        {version_id && (
          <Fact name={historyTexts.version}>
            <code class="id">{version_id}</code>
          </Fact>
        )}
      </dl>
    </details>
  );
};
