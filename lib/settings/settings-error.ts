import type * as z from 'zod';
import { own } from '../../lambdas/platform/json/json.ts';
import { nearest } from '../../lambdas/platform/json/nearest.ts';
import { settingDocs } from './setting-docs.ts';
import { Settings } from './settings.ts';

/**
 * The stage's settings are invalid. The person who deploys must change them; nothing was
 * synthesized.
 */
export class SettingsError extends Error {
  override readonly name = 'SettingsError' as const;

  constructor(errors: readonly string[]) {
    super(['Waybill cannot be synthesized with these settings:', ...errors].join('\n- '));
  }
}

const MAX_SHOWN = 80;

const shape: Readonly<Record<string, z.ZodType>> = Settings.shape;
const names = Object.keys(shape);

const unknownSetting = (name: string): string => {
  const meant = nearest(name, names);
  const hint =
    meant === undefined ? `The settings are ${names.join(', ')}.` : `Did you mean ${meant}?`;
  return `${name} is not a setting. ${hint}`;
};

/** One sentence for each context key that is not a setting. */
export const unknownSettings = (given: object): readonly string[] =>
  Object.keys(given)
    .filter((name) => !names.includes(name))
    .map(unknownSetting);

/** A value shortened for a message; a list of topics can be pages long. */
const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
};

/**
 * States the given value, the allowed values and what to type instead; or why two settings exclude
 * each other.
 */
export const wrongSetting = ({ path, input, message }: z.core.$ZodIssue): string => {
  const [name, item] = path.map(String);
  if (name === undefined) return message;
  const schema = own(shape, name);
  const doc = schema && settingDocs.get(schema);
  if (doc === undefined) throw new Error(`The setting ${name} has no documentation.`);
  const place = item === undefined ? name : `${name}[${item}]`;
  return `${place} is ${shown(input)}. ${name} must be ${doc.allowed}: -c ${name}=${doc.example}, or the same in the context of cdk.json.`;
};
