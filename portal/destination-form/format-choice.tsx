import type { Field } from '../../lambdas/destination-types/description.ts';
import { Choices } from '../components/choices.tsx';
import * as words from '../texts/en/form.ts';
import { ChoiceCard } from './choice-card.tsx';
import { fieldValue } from './field-rules.ts';
import { fieldId, messageFor } from './form-errors.ts';
import type { FormState } from './form-state.ts';

interface FormatChoiceProps {
  readonly form: FormState;
  readonly field: Field;
}

/** Whether each event is an object of its own. */
export const FormatChoice = ({ form, field }: FormatChoiceProps) => {
  const { key, label, options = [], default: usual = '' } = field;
  const id = fieldId('config', key);
  const chosen = fieldValue(form.values.config, key) || usual;
  return (
    <Choices id={id} legend={label} error={messageFor(form.errors, id)}>
      {options.map(({ label: name, value }) => {
        const known = words.formats.find((one) => one.value === value);
        return (
          <ChoiceCard
            key={value}
            group={key}
            value={value}
            label={known?.label ?? name}
            hint={known?.hint}
            isChosen={chosen === value}
            onChoose={() => form.setConfig(key, value === usual ? '' : value)}
          />
        );
      })}
    </Choices>
  );
};
