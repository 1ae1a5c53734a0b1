import type { Settings, WritableEvent } from '../../destination-type.ts';
import { APPLIES_TO_OBJECTS, notBatched } from '../batches/format.ts';
import { compileKeyTemplate } from '../key-templates/key-template.ts';
import { childrenOf, type Expression } from '../key-templates/template-expression.ts';
import { objectKey } from '../object-key.ts';
import { templateMetadata } from '../object-metadata.ts';
import { type OptionField, selectField } from './option-field.ts';

/** Whether a put fails if an object with its key exists. */
export const neverOverwrites = ({ overwrite }: Settings): boolean => overwrite === 'never';

/** S3 reports that an object exists also when an earlier attempt stored it and its response was lost. */
export const overwriteField: OptionField = selectField(
  {
    key: 'overwrite',
    label: 'Overwrite',
    description:
      'never keeps an existing object with the key of an event, and counts the event as delivered',
    default: 'allow',
    help: "The key must contain the event's id",
    applies_when: APPLIES_TO_OBJECTS,
  },
  ['allow', 'never'],
  (overwrite, config) =>
    notBatched(config) ??
    (overwrite === 'never' && !dependsOnId(config)
      ? 'is never, so config.key_template must contain metadata."event-id"'
      : undefined),
);

/**
 * Whether the key depends on the event's id: two sample events that differ only in their ids have different
 * keys. A template that needs data, which the samples do not have, must read the id.
 */
const dependsOnId = ({ key_template, prefix }: Settings): boolean => {
  const [key, other] = ['evt_1', 'evt_2'].map((id) => sampleKey(id, key_template, prefix));
  if (key !== undefined && other !== undefined) return key !== other;
  const compiled = compileKeyTemplate(key_template ?? '');
  // An invalid template is reported for key_template.
  return 'error' in compiled || readsId(compiled.expression);
};

const sampleKey = (id: string, template: string | undefined, prefix: string | undefined) => {
  const event: WritableEvent = {
    id,
    topic: 'sample',
    time: '2024-01-02T03:04:05Z',
    metadata: {},
    data: '{}',
  };
  const rendered = objectKey({ template, prefix }, event, () => templateMetadata(event, {}));
  return 'key' in rendered ? rendered.key : undefined;
};

const readsId = (node: Expression): boolean =>
  (node.type === 'Field' && node.name === 'event-id') || childrenOf(node).some(readsId);
