import { useId } from 'preact/hooks';
import { inputValueOf } from '../data/local-time.ts';
import { usePortal } from '../portal-context.ts';
import * as historyTexts from '../texts/en/history.ts';
import { nameOf } from '../times.ts';
import { Field } from './field.tsx';

interface FilterFieldProps {
  readonly name: string;
  readonly label: string;
  readonly value?: string | undefined;
}

export const TextFilter = ({ name, label, value = '' }: FilterFieldProps) => (
  <Field id={useId()} label={label}>
    {(attributes) => (
      <input {...attributes} name={name} type="text" defaultValue={value} maxLength={128} />
    )}
  </Field>
);

interface ChoiceFilterProps extends FilterFieldProps {
  /** The label of no choice. */
  readonly all: string;
  readonly options: readonly (readonly [value: string, label: string])[];
}

/** A filter by one of several values. */
export const ChoiceFilter = ({ name, label, value, all, options }: ChoiceFilterProps) => (
  <Field id={useId()} label={label}>
    {(attributes) => (
      <select {...attributes} name={name}>
        <option value="">{all}</option>
        {options.map(([key, text]) => (
          <option key={key} value={key} selected={key === value}>
            {text}
          </option>
        ))}
      </select>
    )}
  </Field>
);

interface TimeRangeFilterProps {
  /** Instants. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** @default any time before `to` */
  readonly isFromRequired?: boolean;
}

/** A filter by time, in the zone in which times are shown. */
export const TimeRangeFilter = ({ from, to, isFromRequired = false }: TimeRangeFilterProps) => {
  const { zone } = usePortal();
  const id = useId();
  const zoneName = nameOf(zone);
  const field = (name: string, label: string, value: string | undefined, required: boolean) => (
    // In another zone, the input shows another value, even if the viewer has changed it.
    <Field key={name + zone} id={`${id}-${name}`} label={label}>
      {(attributes) => (
        <input
          {...attributes}
          name={name}
          type="datetime-local"
          defaultValue={inputValueOf(value, zone)}
          required={required}
        />
      )}
    </Field>
  );
  return (
    <>
      {field('from', historyTexts.from(zoneName), from, isFromRequired)}
      {field('to', historyTexts.to(zoneName), to, false)}
    </>
  );
};
