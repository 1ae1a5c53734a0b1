import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { instantOf } from '../data/local-time.ts';
import { usePortal } from '../portal-context.ts';
import * as historyTexts from '../texts/en/history.ts';
import type { Zone } from '../times.ts';

/** The values of filters by name. A filter that is not set has none. `from` and `to` are instants. */
export type FilterValues = Readonly<Record<string, string>>;

interface FilterFormProps {
  readonly values: FilterValues;
  readonly onApply: (values: FilterValues) => void;
  /** The inputs, each named as its filter. */
  readonly children: ComponentChildren;
}

/** Filters of a list, applied together. */
export const FilterForm = ({ values, onApply, children }: FilterFormProps) => {
  const { zone } = usePortal();
  const form = useRef<HTMLFormElement>(null);
  const apply = (event: Event) => {
    event.preventDefault();
    if (form.current) onApply(valuesIn(form.current, zone));
  };
  const clear = () => {
    for (const input of form.current?.querySelectorAll('input, select') ?? []) {
      if (input instanceof HTMLInputElement || input instanceof HTMLSelectElement) input.value = '';
    }
    // The button that clears disappears.
    form.current?.querySelector('button')?.focus();
    onApply({});
  };
  const isFiltered = Object.keys(values).length > 0;
  // On a narrow screen, the filters would fill it before the list begins.
  const [isOpen] = useState(() => isFiltered || matchMedia('(width > 40rem)').matches);
  return (
    <details open={isOpen}>
      <summary>{historyTexts.filters}</summary>
      <form ref={form} class="filters" aria-label={historyTexts.filters} onSubmit={apply}>
        {children}
        <div class="actions">
          <button type="submit">{historyTexts.apply}</button>
          {isFiltered && (
            <button type="button" class="plain" onClick={clear}>
              {historyTexts.clear}
            </button>
          )}
        </div>
      </form>
    </details>
  );
};

/** The values of the filters in a form. */
export const valuesIn = (form: HTMLFormElement, zone: Zone): FilterValues =>
  Object.fromEntries(
    [...new FormData(form)].flatMap(([name, given]) => {
      const text = String(given).trim();
      const value = name === 'from' || name === 'to' ? instantOf(text, zone) : text;
      return value ? [[name, value]] : [];
    }),
  );

/** The parameters of a list for the filters by time. */
export const timeQuery = ({ from, to }: FilterValues) => ({ 'time[gte]': from, 'time[lte]': to });
