import { useEffect, useState } from 'preact/hooks';
import { type Departure, holdScreen } from '../router.ts';
import * as words from '../texts/en/leave.ts';
import { Dialog } from './dialog.tsx';

/** Asks before unsaved input is lost: when the viewer opens another screen or closes the page. */
export const LeaveDialog = ({ isUnsaved }: { readonly isUnsaved: boolean }) => {
  const [departure, setDeparture] = useState<Departure>();
  useEffect(() => {
    if (!isUnsaved) return;
    // The browser asks in words of its own.
    const ask = (event: Event) => event.preventDefault();
    addEventListener('beforeunload', ask);
    const release = holdScreen(setDeparture);
    return () => {
      removeEventListener('beforeunload', ask);
      release();
    };
  }, [isUnsaved]);
  if (departure === undefined) return null;
  const stay = () => {
    setDeparture(undefined);
    departure.stay();
  };
  return (
    <Dialog
      title={words.title}
      closeLabel={words.stay}
      isRisky
      onClose={stay}
      actions={
        <button type="button" class="danger" onClick={departure.leave}>
          {words.leave}
        </button>
      }
    >
      <p>{words.text}</p>
    </Dialog>
  );
};
