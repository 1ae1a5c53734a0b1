import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import {
  nameIn,
  OpenApi,
  type Operation,
  type Response,
} from '../../lambdas/openapi/page/open-api.ts';

/** A response of the API, with the parts that the OpenAPI document describes. */
export interface Answered {
  readonly method: string;
  /** With the query, if any, and encoded as in a URL. */
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

interface Found {
  readonly operation: Operation;
  /** The operation's location in the document. */
  readonly pointer: string;
}

const ROOT = 'openapi.json';

/** Validates responses against an OpenAPI document. */
export class Agreement {
  readonly #document: OpenApi;
  readonly #ajv: Ajv2020;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document: object) {
    this.#document = OpenApi.parse(document);
    // OpenAPI keywords such as `example` are not JSON Schema keywords.
    this.#ajv = new Ajv2020({
      strict: false,
      allErrors: true,
      validateFormats: true,
      // Most schemas are compiled for a few validations only.
      code: { optimize: false },
    });
    addFormats.default(this.#ajv);
    this.#ajv.addSchema(document, ROOT);
  }

  /** @throws Error when the document does not describe such a response */
  check(answered: Answered): void {
    const { method, path, status, headers } = answered;
    const found = this.#operationAt(method, path);
    const what = `${method} ${path} answered ${status}`;
    if (found) this.#checkAnswer(what, found, answered);
    else if (status !== 404 && !(status === 405 && headers.has('allow'))) {
      throw new Error(`${what}, but is not documented`);
    } else this.#checkBody(what, '/components/schemas/Error', JSON.parse(answered.text));
  }

  #checkAnswer(what: string, found: Found, { status, headers, text }: Answered): void {
    const response = found.operation.responses[status];
    if (!response) throw new Error(`${what}, which is not documented: ${text}`);
    const [documented, pointer] = this.#resolved(response, `${found.pointer}/responses/${status}`);
    for (const [name, header] of Object.entries(documented.headers ?? {})) {
      const isMissing = 'required' in header && header.required && !headers.has(name);
      if (isMissing) throw new Error(`${what} without the header ${name}`);
    }
    const [mediaType = ''] = (headers.get('content-type') ?? '').split(';');
    if (!documented.content[mediaType]) throw new Error(`${what} with ${mediaType}, undocumented`);
    const body = mediaType === 'application/json' ? JSON.parse(text) : text;
    this.#checkBody(what, `${pointer}/content/${escaped(mediaType)}/schema`, body);
  }

  #operationAt(method: string, path: string): Found | undefined {
    const [encoded = ''] = path.split('?');
    const asked = decodeURIComponent(encoded).replace(/(?<=.)\/$/, '');
    const verb = method.toLowerCase();
    const templates = Object.entries(this.#document.paths).filter(([, methods]) => methods[verb]);
    const found =
      templates.find(([template]) => template === asked) ??
      templates.find(([template]) => patternOf(template, '[^/]+').test(asked)) ??
      // The last path parameter may match all remaining segments, which the document cannot
      // express.
      templates.find(([template]) => patternOf(template, '.+').test(asked));
    const operation = found?.[1][verb];
    if (!found || !operation) return undefined;
    return { operation, pointer: `/paths/${escaped(found[0])}/${verb}` };
  }

  #resolved(response: Operation['responses'][string], pointer: string): [Response, string] {
    if (!('$ref' in response)) return [response, pointer];
    const name = nameIn(response.$ref);
    const found = this.#document.components.responses[name];
    if (!found) throw new Error(`the document has no response ${name}`);
    return [found, `/components/responses/${name}`];
  }

  #checkBody(what: string, pointer: string, body: unknown): void {
    const validate = this.#validatorAt(pointer);
    if (validate(body)) return;
    const errors = this.#ajv.errorsText(validate.errors, { dataVar: 'body', separator: '\n  ' });
    throw new Error(
      `${what} with a body that is not as documented:\n  ${errors}\n${JSON.stringify(body)}`,
    );
  }

  #validatorAt(pointer: string): ValidateFunction {
    const $ref = `${ROOT}#${pointer}`;
    const validate = this.#compiled.get(pointer) ?? this.#ajv.compile({ $ref });
    this.#compiled.set(pointer, validate);
    return validate;
  }
}

/** Encodes a part of a JSON pointer for a URI (RFC 6901, sections 3 and 6). */
const escaped = (part: string): string =>
  encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/** @param last pattern of the last path parameter, if the path ends with one */
const patternOf = (template: string, last: string): RegExp =>
  new RegExp(
    `^${template
      .replace(/\{[^}]+\}$/, last)
      .replace(/\{[^}]+\}/g, '[^/]+')
      .replaceAll('.json', '\\.json')}$`,
    's',
  );
