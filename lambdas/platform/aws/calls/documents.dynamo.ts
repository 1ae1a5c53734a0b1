import type {
  BatchExecuteStatementCommandInput,
  BatchExecuteStatementCommandOutput,
  BatchGetCommandInput,
  BatchGetCommandOutput,
  DeleteCommandInput,
  DeleteCommandOutput,
  GetCommandInput,
  GetCommandOutput,
  PutCommandInput,
  PutCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  UpdateCommandInput,
  UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import type { ExchangeResponse } from '../../http/http-exchange.ts';
import { type NativeInput, requestJson, responseIn } from './attribute-values.dynamo.ts';
import type { CallOptions } from './aws-caller.ts';
import type { AwsContext } from './aws-context.ts';
import { ChecksumError } from './aws-error.ts';
import { type CallJson, jsonCalls } from './aws-json.ts';

type Result<Output> = Promise<Omit<Output, '$metadata'>>;

/** DynamoDB with plain JavaScript values: the operations of the SDK's document client that are used. */
export class Documents {
  readonly #call: CallJson;

  constructor(context: AwsContext) {
    this.#call = jsonCalls(context, {
      service: 'dynamodb',
      target: 'DynamoDB_20120810',
      version: '1.0',
      check: checkCrc32,
    });
  }

  get(input: GetCommandInput, options?: CallOptions): Result<GetCommandOutput> {
    return this.#send('GetItem', input, options);
  }

  put(input: PutCommandInput, options?: CallOptions): Result<PutCommandOutput> {
    return this.#send('PutItem', input, options);
  }

  update(input: UpdateCommandInput, options?: CallOptions): Result<UpdateCommandOutput> {
    return this.#send('UpdateItem', input, options);
  }

  delete(input: DeleteCommandInput, options?: CallOptions): Result<DeleteCommandOutput> {
    return this.#send('DeleteItem', input, options);
  }

  query(input: QueryCommandInput, options?: CallOptions): Result<QueryCommandOutput> {
    return this.#send('Query', input, options);
  }

  batchGet(input: BatchGetCommandInput, options?: CallOptions): Result<BatchGetCommandOutput> {
    return this.#send('BatchGetItem', input, options);
  }

  /** Executes statements that return no items. */
  async batchExecuteStatement(
    input: BatchExecuteStatementCommandInput,
    options?: CallOptions,
  ): Result<BatchExecuteStatementCommandOutput> {
    return JSON.parse(await this.#call('BatchExecuteStatement', requestJson(input), options));
  }

  /** Yields the pages of a query. */
  async *queryPages(input: QueryCommandInput, options?: CallOptions) {
    let ExclusiveStartKey = input.ExclusiveStartKey;
    do {
      const page = await this.query({ ...input, ExclusiveStartKey }, options);
      yield page;
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  }

  async #send(operation: string, input: NativeInput, options?: CallOptions) {
    return responseIn(await this.#call(operation, requestJson(input), options));
  }
}

const { crc32 } = process.getBuiltinModule('node:zlib');

/** DynamoDB sends the CRC-32 of the body with every response, and errors too. */
function checkCrc32({ headers, body }: ExchangeResponse): void {
  const expected = headers['x-amz-crc32'];
  if (expected !== undefined && body && crc32(body) !== Number(expected)) {
    throw new ChecksumError('the response of DynamoDB does not match its CRC-32');
  }
}
