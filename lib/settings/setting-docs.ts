import * as z from 'zod';

/**
 * The documentation of one setting. The table of docs/reference/settings.md and every error message
 * are generated from it.
 */
export interface SettingDoc {
  /** What the setting controls. */
  readonly meaning: string;
  /** Which values are accepted, as the end of the sentence "It must be …". */
  readonly allowed: string;
  /** The default, as Markdown. */
  readonly fallback: string;
  /** A valid value, as typed after `-c <setting>=`. */
  readonly example: string;
}

/**
 * Stores each setting's documentation with its schema, so that neither is written without the
 * other.
 */
export const settingDocs = z.registry<SettingDoc>();
