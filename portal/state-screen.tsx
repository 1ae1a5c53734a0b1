import { CallError } from './api.ts';
import { ErrorBox } from './components/notice.tsx';
import { Page } from './components/page.tsx';
import { useSettings } from './portal-context.ts';
import type { SessionState } from './session.ts';
import type { Session } from './session-store.ts';
import * as states from './texts/en/states.ts';

const reasons = {
  over: [states.over, states.overText],
  'logged-out': [states.loggedOut, states.loggedOutText],
  'link-expired': [states.linkExpired, states.linkExpiredText],
  'no-access': [states.noAccess, states.noAccessText],
} as const;

interface StateScreenProps {
  readonly state: Exclude<SessionState, { readonly session: Session }>;
  readonly refreshUrl: string | undefined;
}

/** The reason why there is no session, and how to open the portal again. */
export const StateScreen = ({ state, refreshUrl }: StateScreenProps) => {
  const { backUrl } = useSettings();
  if (state.kind === 'opening') {
    return (
      <p role="status" class="soft">
        {states.opening}
      </p>
    );
  }
  if (state.kind === 'unreachable') {
    const error = state.error instanceof CallError ? state.error : new CallError(0);
    return (
      <Page title={states.unreachable}>
        <ErrorBox error={error} onRetry={state.retry} />
      </Page>
    );
  }
  const [title, text] = reasons[state.kind];
  return (
    <Page title={title}>
      <p>{text}</p>
      <p class="actions">
        {refreshUrl && (
          <a class="button primary" href={refreshUrl}>
            {states.openAgain}
          </a>
        )}
        {backUrl && (
          <a class="button" href={backUrl}>
            {states.goBack}
          </a>
        )}
      </p>
    </Page>
  );
};
