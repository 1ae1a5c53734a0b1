import { Status } from '../components/status.tsx';
import type { Attempt } from '../data/attempt.ts';
import { errorIn } from '../destination/health.ts';
import { fixForCode } from '../texts/en/fixes.ts';
import * as historyTexts from '../texts/en/history.ts';

/** Whether an attempt delivered the event. If it did not, also the reason and how to fix it. */
export const AttemptResult = ({ attempt }: { readonly attempt: Attempt }) => {
  const isDelivered = attempt.status === 'success';
  const error = errorIn(attempt);
  const fix = isDelivered ? undefined : fixForCode(attempt.code);
  return (
    <div class="result">
      <Status
        tone={isDelivered ? 'good' : 'bad'}
        label={isDelivered ? historyTexts.delivered : historyTexts.failed}
      />{' '}
      {attempt.code !== 'OK' && <code>{attempt.code}</code>}
      {error !== undefined && <p class="message">{error}</p>}
      {fix !== undefined && (
        <details>
          <summary>{historyTexts.fix}</summary>
          <p>{fix}</p>
        </details>
      )}
    </div>
  );
};
