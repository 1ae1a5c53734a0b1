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
}

/** A modal dialog. Escape closes it, and the focus returns to where it was. */
export const Dialog = ({ title, onClose, children, actions, closeLabel }: DialogProps) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const { current } = dialog;
    current?.showModal();
    return () => current?.close();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
      <div class="actions">
        {actions}
        <button type="button" onClick={onClose}>
          {closeLabel ?? (actions ? shellTexts.cancel : shellTexts.close)}
        </button>
      </div>
    </dialog>
  );
};
