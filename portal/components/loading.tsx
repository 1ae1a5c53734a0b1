import type { ComponentChildren } from 'preact';
import * as shellTexts from '../texts/en/shell.ts';
import type { Call } from '../use-call.ts';
import { ErrorBox } from './notice.tsx';

interface LoadingProps<Data> {
  readonly call: Call<Data>;
  /** What to show if the resource does not exist. @default the error */
  readonly missing?: ComponentChildren;
  readonly children: (data: Data) => ComponentChildren;
}

/** The result of a call: its latest response, which stays visible while another is loading, or its error. */
export const Loading = <Data,>({ call, missing, children }: LoadingProps<Data>) => (
  <div aria-busy={call.isLoading}>
    {missing && call.error?.status === 404 ? (
      missing
    ) : (
      <ErrorBox error={call.error} onRetry={call.reload} />
    )}
    {call.data === undefined && call.isLoading && (
      <p role="status" class="soft">
        {shellTexts.loading}
      </p>
    )}
    {call.data !== undefined && children(call.data)}
  </div>
);
