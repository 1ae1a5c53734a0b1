import { expect, test } from 'vitest';
import { Html, html } from '../../../lambdas/platform/http/html.ts';

test('inserted values are escaped', () => {
  const text = `<script>alert("1 & 'one'")</script>`;
  expect(html`<p title="${text}">${text}</p>`.text).toBe(
    '<p title="&lt;script&gt;alert(&quot;1 &amp; &#39;one&#39;&quot;)&lt;/script&gt;">&lt;script&gt;alert(&quot;1 &amp; &#39;one&#39;&quot;)&lt;/script&gt;</p>',
  );
});

test('markup is not escaped, lists are joined, and undefined is omitted', () => {
  const items = ['a', '<', 3].map((item) => html`<li>${item}</li>`);
  expect(html`<ul>${items}${undefined}${false}${new Html('<!-- -->')}</ul>`.text).toBe(
    '<ul><li>a</li><li>&lt;</li><li>3</li><!-- --></ul>',
  );
});
