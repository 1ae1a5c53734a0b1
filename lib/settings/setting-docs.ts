import { z } from 'zod';

/** What a person needs to know about one setting; the table of docs/reference/settings.md and every refusal are made of it. */
export interface SettingDoc {
  /** What the setting decides. */
  readonly meaning: string;
  /** Which values are accepted, as the end of the sentence "It must be …". */
  readonly allowed: string;
  /** What holds when the setting is not given, as Markdown. */
  readonly fallback: string;
  /** A value that is accepted, as it is typed after `-c <setting>=`. */
  readonly example: string;
}

/** Holds each setting's documentation beside its schema, so that neither can be written alone. */
export const settingDocs = z.registry<SettingDoc>();
