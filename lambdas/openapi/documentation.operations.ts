import * as z from 'zod';
import type { Operation } from '../platform/http/operation.ts';

const WelcomeBody = z
  .object({
    name: z.string(),
    version: z.string(),
    documentation: z.string().meta({ description: 'The path of the documentation page.' }),
    openapi: z.string().meta({ description: 'The path of the OpenAPI document.' }),
  })
  .meta({
    id: 'Welcome',
    example: {
      name: 'Waybill',
      version: '1.0.0',
      documentation: '/docs',
      openapi: '/openapi.json',
    },
  });
export type WelcomeBody = z.output<typeof WelcomeBody>;

export const getWelcome: Operation = {
  method: 'GET',
  path: '/',
  access: 'public',
  doc: {
    operationId: 'getWelcome',
    tag: 'Service',
    summary: 'Find the documentation',
    responses: {
      200: {
        description: 'The name of the service and links to its documentation.',
        schema: WelcomeBody,
      },
    },
  },
};

export const getDocument: Operation = {
  method: 'GET',
  path: '/openapi.json',
  access: 'public',
  doc: {
    operationId: 'getDocument',
    tag: 'Service',
    summary: 'Get the OpenAPI document',
    responses: {
      200: {
        description: 'The complete OpenAPI 3.1 document of this API.',
        schema: z.looseObject({ openapi: z.string() }),
      },
    },
  },
};

export const getPage: Operation = {
  method: 'GET',
  path: '/docs',
  access: 'public',
  doc: {
    operationId: 'getPage',
    tag: 'Service',
    summary: 'Read the documentation',
    responses: {
      200: { description: 'This page.', schema: z.string(), mediaType: 'text/html' },
      308: {
        description: 'The path ends with a slash.',
        schema: WelcomeBody,
        headers: z.object({
          Location: z.string().meta({ description: 'The path without the slash, relative.' }),
        }),
      },
    },
  },
};

const underPrefix = (operation: Operation): Operation => ({
  ...operation,
  path: `/api/v1${operation.path}`.replace(/\/$/, ''),
  doc: { ...operation.doc, operationId: `${operation.doc.operationId}UnderPrefix` },
});

export const getWelcomeUnderPrefix = underPrefix(getWelcome);
export const getDocumentUnderPrefix = underPrefix(getDocument);
export const getPageUnderPrefix = underPrefix(getPage);
