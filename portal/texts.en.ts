import { destinations } from './texts/destinations.en.ts';
import { form, preview, setup, test } from './texts/form.en.ts';
import { errors, shell, states } from './texts/shell.en.ts';

/** All texts of the portal in English. A screen adds a section of its own, from `texts/`. */
export const texts = { shell, states, errors, destinations, form, setup, preview, test } as const;
