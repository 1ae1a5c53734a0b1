import { Markdown } from '../components/markdown.tsx';
import { texts } from '../texts.en.ts';
import { ConfigFields } from './config-fields.tsx';
import { fieldValue } from './field-rules.ts';
import { fieldId, messageFor } from './form-errors.ts';
import type { FormState } from './form-state.ts';
import type { Access } from './form-values.ts';
import { Section } from './section.tsx';
import { SetupGuide } from './setup-guide.tsx';
import { TypeFieldInput } from './type-field.tsx';
import { layoutOf } from './type-layout.ts';

const words = texts.form;

/** How the destination is accessed: a role first, keys second. */
export const AccessSection = ({ form }: { readonly form: FormState }) => {
  const { type, config_fields, instructions } = form.description;
  const { role, withKeys } = layoutOf(type, config_fields);
  const isRole = role !== undefined && form.values.access === 'role';
  return (
    <Section title={words.access}>
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

const AccessChoice = ({ form }: { readonly form: FormState }) => (
  <fieldset>
    <legend>{words.accessLegend}</legend>
    <AccessOption
      form={form}
      access="role"
      label={words.role}
      hint={words.roleHint}
      isRecommended
    />
    <AccessOption form={form} access="keys" label={words.keys} hint={words.keysHint} />
  </fieldset>
);

interface AccessOptionProps {
  readonly form: FormState;
  readonly access: Access;
  readonly label: string;
  readonly hint: string;
  readonly isRecommended?: boolean;
}

const AccessOption = ({ form, access, label, hint, isRecommended = false }: AccessOptionProps) => (
  <div class="choice card">
    <input
      id={`access-${access}`}
      type="radio"
      name="access"
      checked={form.values.access === access}
      aria-describedby={`access-${access}-hint`}
      onChange={() => form.change({ access })}
    />
    <div>
      <label for={`access-${access}`}>
        <strong>{label}</strong>
        {isRecommended && <span class="soft"> ({words.recommended})</span>}
      </label>
      <p id={`access-${access}-hint`} class="hint">
        {hint}
      </p>
    </div>
  </div>
);

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
