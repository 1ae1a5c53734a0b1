import { useState } from 'preact/hooks';
import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { ErrorBox } from '../components/notice.tsx';
import { destinationPath } from '../data/destination-path.ts';
import { useCan, usePortal } from '../portal-context.ts';
import { links } from '../routes.ts';
import * as destinationTexts from '../texts/en/destination.ts';
import { useAction } from '../use-call.ts';
import { DeleteDialog } from './delete-dialog.tsx';

interface DestinationActionsProps {
  readonly destination: DestinationBody;
  readonly onChange: () => void;
}

/** Edit, enable or disable, and delete. */
export const DestinationActions = ({ destination, onChange }: DestinationActionsProps) => {
  const { notify } = usePortal();
  const [isDeleting, setIsDeleting] = useState(false);
  const isDisabled = destination.disabled_at !== null;
  const toggle = useAction(async (api) => {
    const verb = isDisabled ? 'enable' : 'disable';
    await api.call('PUT', destinationPath(destination.id, verb));
    notify(isDisabled ? destinationTexts.enabled : destinationTexts.disabled);
    onChange();
  });
  if (!useCan('manage')) return null;
  return (
    <>
      <a class="button" href={links.editDestination(destination.id)}>
        {destinationTexts.edit}
      </a>
      <button type="button" aria-disabled={toggle.isRunning} onClick={() => toggle.run()}>
        {isDisabled ? destinationTexts.enable : destinationTexts.disable}
      </button>
      <button type="button" class="danger" onClick={() => setIsDeleting(true)}>
        {destinationTexts.deleteAction}
      </button>
      <ErrorBox error={toggle.error} title={destinationTexts.changeFailed} />
      {isDeleting && (
        <DeleteDialog destination={destination} onClose={() => setIsDeleting(false)} />
      )}
    </>
  );
};
