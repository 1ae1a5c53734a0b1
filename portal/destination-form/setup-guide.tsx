import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { SetupBody } from '../../lambdas/destination-types/aws-s3/setup/setup-body.ts';
import { Snippet } from '../components/copy.tsx';
import { Icon } from '../components/icon.tsx';
import { Loading } from '../components/loading.tsx';
import { Notice } from '../components/notice.tsx';
import { OneOf } from '../components/one-of.tsx';
import * as words from '../texts/en/setup.ts';
import * as shellTexts from '../texts/en/shell.ts';
import { useCall } from '../use-call.ts';
import { useDebounced } from '../use-debounced.ts';
import { fieldValue, problemOf } from './field-rules.ts';
import type { FormState } from './form-state.ts';

/** The resources that the customer creates in their AWS account, with the values of the form filled in. */
export const SetupGuide = ({ form }: { readonly form: FormState }) => {
  const query = useDebounced(queryText(form), 400);
  const call = useCall(
    query === undefined
      ? undefined
      : (api, signal) =>
          api.call<SetupBody>(
            'GET',
            `/tenants/{tenant}/destination-types/${form.values.type}/setup`,
            { query: JSON.parse(query), signal },
          ),
    [query],
    secondsUntilExpiry,
  );
  if (query === undefined) return <p class="soft">{words.waiting}</p>;
  return (
    <Loading call={call}>
      {(setup) => (
        <div class="stack">
          <PrefixHint form={form} setup={setup} />
          <Tools tools={toolsOf(setup)} />
          <p>{words.thenArn}</p>
        </div>
      )}
    </Loading>
  );
};

/** Seconds until the link to the AWS console needs to be replaced; undefined if it does not expire. */
const secondsUntilExpiry = (setup: SetupBody | undefined): number | undefined => {
  const expiry = setup?.cloudformation.expires_at;
  return expiry ? Math.max((Date.parse(expiry) - Date.now()) / 1000 - 60, 60) : undefined;
};

/** Config fields, and the names of their parameters in the request. */
const parameters = {
  bucket: 'bucket',
  region: 'region',
  prefix: 'prefix',
  kms_key_id: 'kms_key_arn',
  role_arn: 'role_arn',
} as const;

/** The parameters as JSON, without invalid values; undefined until bucket and region are known. */
const queryText = ({ description, values }: FormState): string | undefined => {
  const given = Object.entries(parameters).flatMap(([key, parameter]) => {
    const field = description.config_fields.find((one) => one.key === key);
    const value = fieldValue(values.config, key);
    const isUsable = field !== undefined && value !== '' && problemOf(field, value) === undefined;
    return isUsable ? [[parameter, value] as const] : [];
  });
  const query = Object.fromEntries(given);
  return query.bucket && query.region ? JSON.stringify(query) : undefined;
};

interface SetupProps {
  readonly setup: SetupBody;
}

const PrefixHint = ({ form, setup }: SetupProps & { readonly form: FormState }) => {
  const prefix = fieldValue(setup.config, 'prefix');
  if (prefix === fieldValue(form.values.config, 'prefix')) return null;
  return (
    <Notice tone="warning">
      <p>{words.prefixMissing(prefix)}</p>
      <button type="button" class="small" onClick={() => form.setConfig('prefix', prefix)}>
        {words.usePrefix(prefix)}
      </button>
    </Notice>
  );
};

/** A tool that creates the role, by its label, and what the customer needs to use it. */
type Tool = readonly [label: string, content: ComponentChildren];

const toolsOf = (setup: SetupBody): readonly Tool[] => {
  const { cloudformation, terraform, cdk, cli } = setup;
  const snippet = (label: string, text: string): Tool => [
    label,
    <Snippet key={label} text={text} what={label} />,
  ];
  const url = cloudformation.quick_create_url;
  return [
    ...(url ? [[words.console, <QuickCreate key={words.console} url={url} />] as const] : []),
    snippet(words.cloudformation, cloudformation.template),
    snippet(words.terraform, terraform),
    snippet(words.cli, cli),
    snippet(words.cdk, cdk),
    [words.policies, <Policies key={words.policies} setup={setup} />],
  ];
};

const Tools = ({ tools }: { readonly tools: readonly Tool[] }) => {
  const [chosen, setChosen] = useState<string>();
  const current = tools.find(([label]) => label === chosen) ?? tools[0];
  return (
    <>
      <OneOf
        legend={words.create}
        name="tool"
        options={tools.map(([label]) => [label, label])}
        chosen={current?.[0]}
        onChoose={setChosen}
      />
      {current?.[1]}
    </>
  );
};

const QuickCreate = ({ url }: { readonly url: string }) => (
  <>
    <p>
      <a class="button" href={url} target="_blank" rel="noopener noreferrer">
        {words.quickCreate}
        <Icon name="external" />
        <span class="hidden"> ({shellTexts.opensNewTab})</span>
      </a>
    </p>
    <p class="hint">{words.quickCreateHint}</p>
  </>
);

const Policies = ({ setup }: SetupProps) => (
  <>
    <PolicyText title={words.externalId} value={setup.external_id} />
    <PolicyText title={words.trustPolicy} value={setup.trust_policy} />
    <PolicyText title={words.permissionPolicy} value={setup.permission_policy} />
    <PolicyText title={words.bucketPolicy} value={setup.bucket_policy} />
    <PolicyText title={words.kmsPolicy} value={setup.kms_key_policy_statement} />
  </>
);

const PolicyText = ({ title, value }: { readonly title: string; readonly value: unknown }) =>
  value === null ? null : (
    <div>
      <h3>{title}</h3>
      <Snippet
        text={typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)}
        what={title}
      />
    </div>
  );
