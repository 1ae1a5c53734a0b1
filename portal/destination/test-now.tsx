import { useState } from 'preact/hooks';
import type { TestBody } from '../../lambdas/destinations/destination-body.ts';
import { ErrorBox, Notice } from '../components/notice.tsx';
import { TestSteps } from '../destinations/test-steps.tsx';
import { useCan } from '../portal-context.ts';
import { texts } from '../texts.en.ts';
import { useAction } from '../use-call.ts';

const tones = { verified: 'good', failed: 'bad', pending: 'neutral' } as const;

interface TestNowProps {
  readonly destinationId: string;
  readonly onTested: () => void;
}

/** Tests a destination, and shows the steps with their fixes. */
export const TestNow = ({ destinationId, onTested }: TestNowProps) => {
  const [result, setResult] = useState<TestBody>();
  const test = useAction(async (api) => {
    const path = `/tenants/{tenant}/destinations/${encodeURIComponent(destinationId)}/test`;
    setResult(await api.call<TestBody>('POST', path));
    onTested();
  });
  if (!useCan('retry')) return null;
  return (
    <section class="section" aria-labelledby="test">
      <h2 id="test">{texts.destination.testTitle}</h2>
      <p>{texts.destination.testText}</p>
      <button type="button" aria-disabled={test.isRunning} onClick={() => test.run()}>
        {test.isRunning ? texts.destination.testing : texts.destination.test}
      </button>
      <ErrorBox error={test.error} title={texts.destination.testFailed} />
      <div role="status">
        {result && !test.isRunning && (
          <Notice
            tone={tones[result.status]}
            title={texts.destination.testResults[result.status]}
            isLive={false}
          />
        )}
      </div>
      {result && <TestSteps steps={result.steps} />}
    </section>
  );
};
