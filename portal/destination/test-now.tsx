import { useState } from 'preact/hooks';
import type { TestBody } from '../../lambdas/destinations/verification-body.ts';
import { ErrorBox, Notice } from '../components/notice.tsx';
import { Section } from '../components/section.tsx';
import { destinationPath } from '../data/destination-path.ts';
import { TestSteps } from '../destinations/test-steps.tsx';
import { useCan } from '../portal-context.ts';
import * as destinationTexts from '../texts/en/destination.ts';
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
    setResult(await api.call<TestBody>('POST', destinationPath(destinationId, 'test')));
    onTested();
  });
  if (!useCan('retry')) return null;
  return (
    <Section title={destinationTexts.testTitle}>
      <p>{destinationTexts.testText}</p>
      <button type="button" aria-disabled={test.isRunning} onClick={() => test.run()}>
        {test.isRunning ? destinationTexts.testing : destinationTexts.test}
      </button>
      <ErrorBox error={test.error} title={destinationTexts.testFailed} />
      <div role="status">
        {result && !test.isRunning && (
          <Notice
            tone={tones[result.status]}
            title={destinationTexts.testResults[result.status]}
            isLive={false}
          />
        )}
      </div>
      {result && <TestSteps steps={result.steps} />}
    </Section>
  );
};
