import { z } from 'zod';
import type { Operation } from '../runtime/operation.ts';

/** Tells what this page tells, for programs. */
export const getDocument: Operation = {
  method: 'GET',
  path: '/openapi.json',
  doc: {
    operationId: 'getDocument',
    tag: 'Service',
    summary: 'Get the OpenAPI document',
    answers: {
      200: {
        description: 'All there is to know of the API, as OpenAPI 3.1.',
        schema: z.looseObject({ openapi: z.string() }),
      },
    },
  },
};

/** Shows the document to people. */
export const getPage: Operation = {
  method: 'GET',
  path: '/docs',
  doc: {
    operationId: 'getPage',
    tag: 'Service',
    summary: 'Read the documentation',
    answers: {
      200: { description: 'This page.', schema: z.string(), mediaType: 'text/html' },
    },
  },
};

const underPrefix = ({ method, path, doc }: Operation): Operation => ({
  method,
  path: `/api/v1${path}`,
  doc: { ...doc, operationId: `${doc.operationId}UnderPrefix` },
});

export const getDocumentUnderPrefix = underPrefix(getDocument);
export const getPageUnderPrefix = underPrefix(getPage);
