import type { AccessPlan } from './access-plan.ts';

/** Returns a Terraform configuration of the role. */
export const terraformFor = ({ trust, permissions }: AccessPlan): string =>
  `resource "aws_iam_role" "event_delivery" {
  name_prefix        = "event-delivery-"
  description        = "Event delivery into a bucket"
  assume_role_policy = jsonencode(${expression(trust)})
}

resource "aws_iam_role_policy" "event_delivery" {
  name   = "put-objects"
  role   = aws_iam_role.event_delivery.id
  policy = jsonencode(${expression(permissions)})
}

output "role_arn" {
  value = aws_iam_role.event_delivery.arn
}
`;

/** Escapes of JSON that HCL does not have. */
const escapes: ReadonlyMap<string, string> = new Map([
  [String.raw`\b`, String.raw`\u0008`],
  [String.raw`\f`, String.raw`\u000c`],
]);

/**
 * Returns a value as an HCL expression: JSON in which no text begins a template.
 * https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */
const expression = (value: object): string =>
  JSON.stringify(value, undefined, 2)
    .replaceAll('\n', '\n  ')
    .replaceAll(/\\./g, (pair) => escapes.get(pair) ?? pair)
    .replaceAll('${', String.raw`\u0024{`)
    .replaceAll('%{', String.raw`\u0025{`);
