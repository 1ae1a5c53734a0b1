import { inputValueOf } from '../data/local-time.ts';
import { usePortal } from '../portal-context.ts';
import * as historyTexts from '../texts/en/history.ts';
import { Field } from './field.tsx';

interface FilterFieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
}

export const TextFilter = ({ name, label, value = '' }: FilterFieldProps) => (
  <Field id={`filter-${name}`} label={label}>
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
  <Field id={`filter-${name}`} label={label}>
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
}

/** A filter by time, in the zone in which times are shown. */
export const TimeRangeFilter = ({ from, to }: TimeRangeFilterProps) => {
  const { zone } = usePortal();
  const ends = [
    { name: 'from', label: historyTexts.from, value: from },
    { name: 'to', label: historyTexts.to, value: to },
  ];
  return (
    <>
      {ends.map(({ name, label, value }) => (
        <Field key={name} id={`filter-${name}`} label={label}>
          {(attributes) => (
            <input
              {...attributes}
              name={name}
              type="datetime-local"
              defaultValue={inputValueOf(value, zone)}
            />
          )}
        </Field>
      ))}
    </>
  );
};
