import { attempts, bulk, chart, destination, parked } from './texts/destination.en.ts';
import { destinations } from './texts/destinations.en.ts';
import { events } from './texts/events.en.ts';
import { form, preview, setup, test } from './texts/form.en.ts';
import { batch, history } from './texts/history.en.ts';
import { errors, shell, states } from './texts/shell.en.ts';

/** All texts of the portal in English. A screen adds a section of its own, from `texts/`. */
export const texts = {
  shell,
  states,
  errors,
  destinations,
  form,
  setup,
  preview,
  test,
  history,
  batch,
  destination,
  chart,
  attempts,
  parked,
  bulk,
  events,
} as const;
