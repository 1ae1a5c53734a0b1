import { Choices } from '../components/choices.tsx';
import { Markdown } from '../components/markdown.tsx';
import { Section } from '../components/section.tsx';
import * as words from '../texts/en/form.ts';
import { ChoiceCard } from './choice-card.tsx';
import { ConfigFields } from './config-fields.tsx';
import { fieldValue } from './field-rules.ts';
import { fieldId, messageFor } from './form-errors.ts';
import type { FormState } from './form-state.ts';
import type { Access } from './form-values.ts';
import { SetupGuide } from './setup-guide.tsx';
import { TypeFieldInput } from './type-field.tsx';
import { layoutOf } from './type-layout.ts';

/** How the destination is accessed: a role first, keys second. */
export const AccessSection = ({ form }: { readonly form: FormState }) => {
  const { type, config_fields, instructions } = form.description;
  const { role, withKeys } = layoutOf(type, config_fields);
  const isRole = role !== undefined && form.values.access === 'role';
  return (
    <Section kind="part" title={words.access}>
      {role !== undefined && <AccessChoice form={form} />}
      {isRole ? (
        <>
          <SetupGuide form={form} />
          <ConfigFields form={form} keys={[role]} required={role} />
        </>
      ) : (
        <>
          <ConfigFields form={form} keys={withKeys} />
          <Credentials form={form} />
        </>
      )}
      <details>
        <summary>{words.instructions}</summary>
        <Markdown text={instructions} />
      </details>
    </Section>
  );
};

const AccessChoice = ({ form }: { readonly form: FormState }) => {
  const card = (access: Access, label: string, hint: string, note?: string) => (
    <ChoiceCard
      group="access"
      value={access}
      label={label}
      hint={hint}
      note={note}
      isChosen={form.values.access === access}
      onChoose={() => form.change({ access })}
    />
  );
  return (
    <Choices legend={words.accessLegend}>
      {card('role', words.role, words.roleHint, words.recommended)}
      {card('keys', words.keys, words.keysHint)}
    </Choices>
  );
};

const Credentials = ({ form }: { readonly form: FormState }) => (
  <>
    {form.hasStoredSecrets && <p class="hint">{words.keysKeep}</p>}
    {form.description.credential_fields.map((field) => {
      const id = fieldId('credentials', field.key);
      return (
        <TypeFieldInput
          key={id}
          id={id}
          field={field}
          value={fieldValue(form.values.credentials, field.key)}
          error={messageFor(form.errors, id)}
          onChange={(value) => form.setCredential(field.key, value)}
        />
      );
    })}
  </>
);
