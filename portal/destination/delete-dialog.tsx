import { useState } from 'preact/hooks';
import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { Dialog } from '../components/dialog.tsx';
import { Field } from '../components/field.tsx';
import { ErrorBox } from '../components/notice.tsx';
import { destinationPath } from '../data/destination-path.ts';
import { usePortal } from '../portal-context.ts';
import { navigate } from '../router.ts';
import { links } from '../routes.ts';
import * as destinationTexts from '../texts/en/destination.ts';
import { useAction } from '../use-call.ts';

interface DeleteDialogProps {
  readonly destination: DestinationBody;
  readonly onClose: () => void;
}

/** Deletes a destination when the name of its bucket has been typed. */
export const DeleteDialog = ({ destination, onClose }: DeleteDialogProps) => {
  const { notify } = usePortal();
  const name = destination.config.bucket ?? destination.target;
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string>();
  const remove = useAction(async (api) => {
    await api.call('DELETE', destinationPath(destination.id));
    navigate(links.destinations);
    notify(destinationTexts.deleted(destination.target));
  });
  const submit = (event: Event) => {
    event.preventDefault();
    const isConfirmed = typed.trim() === name;
    setError(isConfirmed ? undefined : destinationTexts.deleteMismatch(name));
    if (isConfirmed) remove.run();
  };
  return (
    <Dialog
      title={destinationTexts.deleteTitle}
      onClose={onClose}
      actions={
        <button type="submit" form="delete" class="danger" aria-disabled={remove.isRunning}>
          {destinationTexts.deleteNow}
        </button>
      }
    >
      <form id="delete" onSubmit={submit}>
        <p>{destinationTexts.deleteText}</p>
        <Field id="delete-name" label={destinationTexts.deleteType(name)} error={error}>
          {(attributes) => (
            <input
              {...attributes}
              type="text"
              value={typed}
              autocomplete="off"
              spellcheck={false}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          )}
        </Field>
        <ErrorBox error={remove.error} title={destinationTexts.changeFailed} />
      </form>
    </Dialog>
  );
};
