import { own } from '../../platform/json/own.ts';
import { nameIn, type OpenApi, type Schema } from './open-api.ts';

/** The shared schemas of a document, by name. */
export type Schemas = OpenApi['components']['schemas'];

/** Resolves a schema's reference, if it has one. */
export function resolved(schema: Schema, schemas: Schemas): Schema {
  const { $ref, ...beside } = schema;
  const found = $ref === undefined ? undefined : own(schemas, nameIn($ref));
  return found ? resolved({ ...found, ...beside }, schemas) : schema;
}

/** The alternative schemas of a value, and whether it may be null. */
export function alternatives(schema: Schema): {
  readonly of: readonly Schema[];
  readonly orNull: boolean;
} {
  if (schema.anyOf === undefined) {
    const types = Array.isArray(schema.type) ? schema.type : [schema.type];
    return { of: [schema], orNull: types.includes('null') };
  }
  const all = schema.anyOf.filter(({ type }) => type !== 'null').map(alternatives);
  return {
    of: all.flatMap(({ of }) => of),
    orNull: all.length < schema.anyOf.length || all.some(({ orNull }) => orNull),
  };
}
