import {
  type HttpRequest,
  type HttpResponse,
  parseBody,
  parseParams,
  type Route,
} from '../platform/http/http-request.ts';
import { MAX_BODY_BYTES } from '../platform/http/validation.ts';
import { isJsonObject } from '../platform/json/json.ts';
import { tryParseJson } from '../platform/json/parse-json.ts';
import type { Candidate } from './candidate-store.dynamo.ts';
import { liveDestination } from './change-destination.ts';
import { newDestination } from './create-destination.ts';
import type { Destination } from './destination.ts';
import {
  CandidateInput,
  CandidatePatchInput,
  DestinationParams,
  OwnerParams,
} from './destination-schema.ts';
import { inBothForms } from './destinations.routes.ts';
import { applyPatch } from './patch-destination.ts';
import { type CandidateDeps, candidateBody, findTest, testCandidate } from './test-candidate.ts';
import { testDestination } from './test-destination.ts';
import * as operations from './tests.operations.ts';
import { type CandidateBody, CandidateParams } from './tests.operations.ts';
import { hasResult } from './verification.ts';
import { type TestBody, testBody } from './verification-body.ts';

/** The routes that test destinations, saved or not. */
export const testRoutes = (deps: CandidateDeps): Route[] =>
  inBothForms([
    { ...operations.testDestination, handle: (request) => test(deps, request) },
    { ...operations.testUnsaved, handle: (request) => testUnsaved(deps, request) },
    { ...operations.getUnsavedTest, handle: (request) => get(deps, request) },
  ]);

async function test(deps: CandidateDeps, request: HttpRequest): Promise<HttpResponse> {
  const { tenant_id, destination_id } = parseParams(DestinationParams, request);
  const body = testBody(await testDestination(deps, tenant_id, destination_id), deps.rules);
  return { status: httpStatus(body), body };
}

async function testUnsaved(deps: CandidateDeps, request: HttpRequest): Promise<HttpResponse> {
  const { tenant_id } = parseParams(OwnerParams, request);
  const destination = await parseTestRequest(deps, tenant_id, request.body);
  return testResponse(deps, await testCandidate(deps, destination));
}

/** The destination as it would be saved. */
async function parseTestRequest(
  deps: CandidateDeps,
  tenantId: string,
  text: string,
): Promise<Destination> {
  if (!namesDestination(text)) {
    const input = parseBody(CandidateInput, text, MAX_BODY_BYTES, 'filter');
    return newDestination(deps, tenantId, input, deps.now());
  }
  const { destination_id, ...patch } = parseBody(
    CandidatePatchInput,
    text,
    MAX_BODY_BYTES,
    'filter',
  );
  const { destination } = await liveDestination(deps.destinations, tenantId, destination_id);
  return applyPatch(deps, patch)(destination);
}

const namesDestination = (text: string): boolean => {
  const body = tryParseJson(text);
  return isJsonObject(body) && Boolean(body.destination_id);
};

async function get(deps: CandidateDeps, request: HttpRequest): Promise<HttpResponse> {
  const { tenant_id, test_id } = parseParams(CandidateParams, request);
  return testResponse(deps, await findTest(deps, tenant_id, test_id));
}

function testResponse({ rules }: CandidateDeps, candidate: Candidate): HttpResponse {
  const { id, destination } = candidate;
  const { external_id } = destination;
  const body: CandidateBody = { id, external_id, ...candidateBody(candidate, rules) };
  return { status: httpStatus(body), body };
}

const httpStatus = (body: TestBody): 200 | 202 => (hasResult(body) ? 200 : 202);
