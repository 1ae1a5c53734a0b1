import type { ComponentChildren } from 'preact';
import * as shellTexts from '../texts/en/shell.ts';

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  readonly isRequired?: boolean;
  /** Renders the input with these attributes. */
  readonly children: (attributes: InputAttributes) => ComponentChildren;
}

interface InputAttributes {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
  readonly 'aria-required': boolean;
}

/** A labelled input. Screen readers read its error and hint with the label. */
export const Field = ({ id, label, hint, error, isRequired = false, children }: FieldProps) => {
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ');
  return (
    <div class={error ? 'field invalid' : 'field'}>
      <label for={id}>
        {label}
        {isRequired && <span class="soft"> ({shellTexts.required})</span>}
      </label>
      {hint && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} class="error">
          {error}
        </p>
      )}
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error !== undefined,
        'aria-required': isRequired,
      })}
    </div>
  );
};
