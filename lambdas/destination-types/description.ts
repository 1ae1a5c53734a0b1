import * as z from 'zod';

const Option = z.object({ label: z.string(), value: z.string() });

/**
 * One field of a destination type's config or credentials, as returned by `GET
 * /destination-types`.
 */
const Field = z
  .object({
    type: z.enum(['text', 'select']),
    key: z.string().meta({ description: 'The field’s name in `config` or `credentials`.' }),
    label: z.string(),
    description: z.string(),
    required: z.boolean(),
    sensitive: z.boolean().optional().meta({ description: 'Whether responses mask the value.' }),
    default: z.string().optional(),
    minlength: z.int().optional(),
    maxlength: z.int().optional(),
    pattern: z.string().optional().meta({ description: 'A regular expression.' }),
    help: z.string().optional().meta({ description: 'A hint, as a sentence without a full stop.' }),
    applies_when: z.record(z.string(), z.array(z.string())).optional().meta({
      description:
        'The field applies only if each of these fields has one of these values. An empty text stands for an absent field, `*` for any value.',
    }),
    options: z.array(Option).optional().meta({ description: 'The options of a select field.' }),
  })
  .meta({ id: 'DestinationTypeField' });
export type Field = z.output<typeof Field>;

/** The description of a destination type, for people who fill in a form. */
export const Description = z
  .object({
    type: z.string().meta({ example: 'aws_s3' }),
    label: z.string(),
    description: z.string(),
    icon: z.string().meta({ description: 'SVG source text.' }),
    instructions: z.string().meta({ description: 'Markdown.' }),
    config_fields: z.array(Field),
    credential_fields: z.array(Field),
  })
  .meta({ id: 'DestinationType' });
export type Description = z.output<typeof Description>;
