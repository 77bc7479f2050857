import { describe, expect, it } from 'vitest';
import { checkProse, sentencesOf, wordsIn } from './prose.ts';

const words = (count: number) => `${Array.from({ length: count }, () => 'word').join(' ')}.`;

describe('the sentences of a page', () => {
  it('are found without code, tables, headings, generated parts and link targets', () => {
    const page = `# A title

One sentence with \`some code of it\`, e.g. this. Another [with a link](https://example.com/a.b) in
two lines!

| a table | with words |
| --- | --- |

- An item of a list
- **Two** items. Three sentences

\`\`\`ts
code();
\`\`\`

<!-- generated: errors -->
Generated text.
<!-- end of generated -->
`;
    expect(sentencesOf(page)).toEqual([
      'One sentence with Code, e.g. this.',
      'Another with a link in two lines!',
      'An item of a list',
      'Two items.',
      'Three sentences',
    ]);
  });

  it('may have twenty words on average, and forty at most', () => {
    expect(wordsIn('Two – words.')).toBe(2);
    expect(checkProse(words(40) + '\n\nWord.').problems).toEqual(['20.5 words a sentence on average']);
    expect(checkProse(`${words(40)}\n\n${words(1)}\n\n${words(1)}`).problems).toEqual([]);
    expect(checkProse(`${words(41)}\n\n${words(1)}\n\n${words(1)}`).problems).toEqual([
      `41 words: ${words(41)}`,
    ]);
  });

  it('must not have words to avoid', () => {
    expect(checkProse('One line.\n\nWhoever reads this.').problems).toEqual([
      'line 3: Whoever is a word to avoid',
    ]);
  });
});
