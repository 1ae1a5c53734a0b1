import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import * as shellTexts from '../texts/en/shell.ts';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** @default `Cancel`, or `Close` without actions */
  readonly closeLabel?: string;
  /** The buttons that act, before `Cancel`. */
  readonly actions?: ComponentChildren;
  /** Whether to focus the button that closes the dialog first. */
  readonly isRisky?: boolean;
}

/** A modal dialog. Escape closes it, and the focus returns to where it was. */
export const Dialog = (props: DialogProps) => {
  const { title, onClose, children, actions, closeLabel, isRisky } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const close = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    const { current } = dialog;
    current?.showModal();
    if (isRisky) close.current?.focus();
    return () => current?.close();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onCancel={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
      <div class="actions">
        {actions}
        <button ref={close} type="button" onClick={onClose}>
          {closeLabel ?? (actions ? shellTexts.cancel : shellTexts.close)}
        </button>
      </div>
    </dialog>
  );
};
