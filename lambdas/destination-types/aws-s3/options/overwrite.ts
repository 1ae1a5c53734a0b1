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
    help: "The key must contain the event's id, separated from data by a text that ids do not contain",
    applies_when: APPLIES_TO_OBJECTS,
  },
  ['allow', 'never'],
  (overwrite, config) =>
    notBatched(config) ??
    (overwrite === 'never' && !mayContainId(config)
      ? 'is never, so config.key_template must contain the whole of metadata."event-id"'
      : undefined),
);

/** Whether a key contains the whole id of its event below the prefix. A part may be that of another id. */
export const containsEventId = (key: string, id: string, { prefix = '' }: Settings): boolean =>
  key.slice(prefix.length).includes(id);

const SAMPLE_IDS = ['evt_01KBA0G2C03Z7Q5W8X9Y4N6M1T', 'evt_01KBA0G2C03Z7Q5W8X9Y4N6M1V'];

/**
 * Whether the keys of sample events contain their ids. A template that needs data, which the samples do not
 * have, must read the id.
 */
const mayContainId = (config: Settings): boolean => {
  const { key_template, prefix } = config;
  const keys = SAMPLE_IDS.map((id) => ({ id, key: sampleKey(id, key_template, prefix) }));
  if (keys.every(({ key }) => key !== undefined)) {
    return keys.every(({ id, key = '' }) => containsEventId(key, id, config));
  }
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
