import fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { AgentText } from './AgentText.js';

const html = (text: string): string => renderToStaticMarkup(<AgentText text={text} />);
const ALLOWED = new Set(
  'div p strong em del code pre ol ul li table thead tbody tr th td blockquote br hr bdi'.split(' '),
);
const tags = (markup: string): string[] => [...markup.matchAll(/<\/?([a-z0-9]+)/g)].map((match) => match[1]!);

describe('the agent’s text', () => {
  it('shows markdown as elements', () => {
    const shown = html('Sent **25 XLM** to *Coffee*, see `hash`.\n\n- one\n- two\n\n| A | B |\n|---|---|\n| 1 | 2 |');
    expect(shown).toContain('<strong class="font-semibold">25 XLM</strong>');
    expect(shown).toContain('<em>Coffee</em>');
    expect(shown).toMatch(/<code[^>]*>hash<\/code>/);
    expect(shown.match(/<li>/g)).toHaveLength(2);
    expect(shown).toMatch(/<td[^>]*>2<\/td>/);
  });

  it('shows the characters a person wrote, not their escapes', () => {
    expect(html('a < b & c "d"')).toContain('a &lt; b &amp; c &quot;d&quot;');
    expect(html('`a < b`')).toContain('a &lt; b</code>');
  });

  it('shows a link as its text and its target, never as a link or an image', () => {
    const shown = html('[your bank](https://evil.example/x) ![pic](https://evil.example/p.png) <https://evil.example>');
    expect(shown).toContain('your bank (https://evil.example/x)');
    expect(tags(shown).every((tag) => ALLOWED.has(tag))).toBe(true);
    expect(shown).not.toMatch(/href=|src=/);
  });

  it('spells out hidden characters', () => {
    expect(html(`pay ${String.fromCodePoint(0x202e)}won`)).toContain('[U+202E]');
  });

  it('makes no element out of HTML, whatever it is mixed with', () => {
    const pieces = fc.constantFrom(
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '<b>',
      '</div>',
      '<!-- x -->',
      '[a](javascript:alert(1))',
      '**',
      '`',
      '\n\n',
      '- ',
      '> ',
      '| a |\n|---|\n',
      '<iframe srcdoc="',
      'text',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const shown = html(parts.join(''));
        expect(tags(shown).filter((tag) => !ALLOWED.has(tag))).toEqual([]);
      }),
    );
  });
});
