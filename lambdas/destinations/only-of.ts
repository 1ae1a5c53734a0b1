import type { Incarnation } from '../platform/dynamodb/incarnation.ts';

/** A write that is made under a condition. */
interface Conditional {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeValues?: Record<string, unknown> | undefined;
}

/**
 * The write, made of that very destination alone: by the time of the write, another destination may
 * have its id.
 */
export function onlyOf<Write extends Conditional>(
  { incarnation }: { readonly incarnation?: Incarnation },
  write: Write,
) {
  const { ConditionExpression: condition = 'attribute_exists(pk)', ...rest } = write;
  if (incarnation === undefined) {
    return {
      ...rest,
      ConditionExpression: `${condition} AND attribute_not_exists(incarnation)`,
    };
  }
  return {
    ...rest,
    ConditionExpression: `${condition} AND incarnation = :incarnation`,
    ExpressionAttributeValues: { ...write.ExpressionAttributeValues, ':incarnation': incarnation },
  };
}
