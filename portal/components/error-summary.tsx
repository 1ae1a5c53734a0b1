import { useEffect, useRef } from 'preact/hooks';
import * as errorsTexts from '../texts/en/errors.ts';
import { FieldLink } from './field-link.tsx';
import type { FormError } from './form-error.ts';

/** All errors of a form, above it, with links to their fields. It takes the focus when it appears. */
export const ErrorSummary = ({ errors }: { readonly errors: readonly FormError[] }) => {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (errors.length > 0) box.current?.focus();
  }, [errors]);
  if (errors.length === 0) return null;
  return (
    <div class="notice bad summary" role="alert" tabIndex={-1} ref={box}>
      <div>
        <h2>{errorsTexts.summary(errors.length)}</h2>
        <ul>
          {errors.map(({ field, message }) => (
            <li key={message}>{field ? <FieldLink field={field} message={message} /> : message}</li>
          ))}
        </ul>
      </div>
    </div>
  );
};
