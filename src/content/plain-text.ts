import { marked, type Token, type Tokens } from 'marked';

/**
 * Markdown as plain text for chats, which show no formatting: headings on a line of their own, lists with • or numbers,
 * links with their address, quotations as they are. HTML is left out; nothing is lost otherwise.
 */
export const plainText = (markdown: string): string =>
  blocks(marked.lexer(markdown.replace(/\r\n?/g, '\n')), '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};
const decode = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);

const inline = (tokens: readonly Token[] | undefined): string =>
  (tokens ?? [])
    .map((token): string => {
      switch (token.type) {
        case 'br':
          return '\n';
        case 'html':
          return '';
        case 'image':
          return token.text ? `[${token.text}]` : '';
        case 'link': {
          const text = inline(token.tokens);
          return text === token.href || `mailto:${text}` === token.href ? text : `${text} (${token.href})`;
        }
        case 'codespan':
        case 'escape':
          return decode(token.text);
        default:
          return 'tokens' in token && token.tokens
            ? inline(token.tokens)
            : decode('text' in token ? token.text : token.raw);
      }
    })
    .join('');

const list = (token: Tokens.List, indent: string): string =>
  token.items
    .map((item, index) => {
      const mark = token.ordered ? `${Number(token.start || 1) + index}. ` : '• ';
      const text = blocks(item.tokens, `${indent}  `).trim();
      return `${indent}${mark}${text}`;
    })
    .join('\n');

const row = (cells: readonly Tokens.TableCell[]): string => cells.map((cell) => inline(cell.tokens)).join(' | ');

const blocks = (tokens: readonly Token[], indent: string): string =>
  tokens
    .map((token, index): string => {
      switch (token.type) {
        case 'space':
          // A heading stays with what it is over, also when the text is cut into parts.
          return tokens[index - 1]?.type === 'heading' ? '' : '\n';
        case 'heading':
          return `\n${inline(token.tokens)}\n`;
        case 'list':
          return `${list(token as Tokens.List, indent)}\n`;
        case 'blockquote':
          return `${blocks(token.tokens ?? [], indent)}\n`;
        case 'code':
          return `${token.text}\n`;
        case 'table':
          return `${[row((token as Tokens.Table).header), ...(token as Tokens.Table).rows.map(row)].join('\n')}\n`;
        case 'hr':
          return '\n';
        case 'html':
        case 'checkbox':
        case 'def':
          return '';
        default:
          return `${inline('tokens' in token && token.tokens ? token.tokens : [token])}\n`;
      }
    })
    .join('');
