import { messages } from '@botpress/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Abilities } from '../../src/chat/channel.ts';
import { OutboundMessage } from '../../src/chat/message.ts';
import { PLAIN_ABILITIES, render } from '../../src/chat/render.ts';
import { splitText } from '../../src/chat/split.ts';

const rich: Abilities = { ...PLAIN_ABILITIES, maxButtons: 3, polls: true, reminders: true, mentions: true };
const options = ['Có', 'Không'].map((label) => ({ label, value: label }));

describe('rendering', () => {
  const cases: [string, OutboundMessage, Abilities, string[]][] = [
    [
      'a choice keeps its buttons where there are enough',
      { type: 'choice', text: 'Chị dự chứ?', options },
      rich,
      ['choice: Chị dự chứ?'],
    ],
    [
      'a choice becomes a numbered list where there are none',
      { type: 'choice', text: 'Chị dự chứ?', options },
      PLAIN_ABILITIES,
      ['text: Chị dự chứ?\n1. Có\n2. Không'],
    ],
    [
      'a reminder of a topic goes where reminders are answered',
      { type: 'reminder', title: 'Họp', at: '2026-11-25T12:00:00.000Z', topic: 'm1' },
      { ...rich, answeredReminders: true },
      ['reminder'],
    ],
    [
      'and nowhere else, since the words are told beside it',
      { type: 'reminder', title: 'Họp', at: '2026-11-25T12:00:00.000Z', topic: 'm1' },
      rich,
      [],
    ],
    ['nor is it taken away there', { type: 'no_reminder', topic: 'm1' }, rich, []],
    [
      'a poll becomes a numbered list',
      { type: 'poll', question: 'Hôm nào?', options, multiple: false },
      PLAIN_ABILITIES,
      ['text: Hôm nào?\n1. Có\n2. Không'],
    ],
    [
      'a poll has buttons where there are buttons and no polls',
      { type: 'poll', question: 'Hôm nào?', options, multiple: false },
      { ...PLAIN_ABILITIES, maxButtons: 3 },
      ['choice: Hôm nào?'],
    ],
    [
      'a poll keeps a question that fits',
      { type: 'poll', question: 'Hôm nào?', options, multiple: false },
      { ...rich, maxPollQuestionLength: 20 },
      ['poll: Hôm nào?'],
    ],
    [
      'the last lines of a long question stay with the poll',
      {
        type: 'poll',
        question: 'Kính mời các chị\n19h30, nhà văn hóa\n\nCó dự không?\nAi vắng?',
        options,
        multiple: false,
      },
      { ...rich, maxPollQuestionLength: 25 },
      ['text: Kính mời các chị\n19h30, nhà văn hóa', 'poll: Có dự không?\nAi vắng?'],
    ],
    [
      'a question without any end is told whole before a poll that begins like it',
      { type: 'poll', question: 'a '.repeat(20).trim(), options, multiple: false },
      { ...rich, maxPollQuestionLength: 9 },
      [`text: ${'a '.repeat(20).trim()}`, 'poll: a a a a'],
    ],
    [
      'a mention becomes the name',
      {
        type: 'mention',
        text: 'Mời @{a} và @{b}.',
        contacts: [
          { id: 'a', name: 'Hoa' },
          { id: 'b', name: 'Lan' },
        ],
      },
      PLAIN_ABILITIES,
      ['text: Mời @Hoa và @Lan.'],
    ],
    [
      'a bloc becomes its parts',
      {
        type: 'bloc',
        items: [
          { type: 'text', text: 'một' },
          { type: 'image', imageUrl: '/a.png' },
        ],
      },
      rich,
      ['text: một', 'image: /a.png'],
    ],
    [
      'the buttons stay with the last piece of a long text',
      { type: 'choice', text: `${'a'.repeat(1500)}\n${'b'.repeat(1500)}`, options },
      rich,
      [`text: ${'a'.repeat(1500)}`, `choice: ${'b'.repeat(1500)}`],
    ],
    [
      'a card becomes text with its links',
      {
        type: 'card',
        title: 'Tài liệu',
        subtitle: 'tóm tắt',
        actions: [{ action: 'url', label: 'Mở', value: 'https://a.vn' }],
      },
      PLAIN_ABILITIES,
      ['text: Tài liệu\ntóm tắt\nMở: https://a.vn'],
    ],
  ];
  it.each(cases)('%s', (_title, message, abilities, expected) => {
    const words = (one: OutboundMessage): string | undefined => {
      if ('text' in one) return one.text;
      return one.type === 'image' ? one.imageUrl : one.type === 'poll' ? one.question : undefined;
    };
    const seen = render(message, abilities).map((one) => [one.type, words(one)].filter(Boolean).join(': '));
    expect(seen).toEqual(expected);
  });
});

describe('splitting', () => {
  it('cuts at a paragraph, a line, a sentence, a word, in that order', () => {
    const length = (text: string) => text.length;
    expect(splitText('Đoạn một ở đây.\n\nĐoạn hai.', 20, length)).toEqual(['Đoạn một ở đây.', 'Đoạn hai.']);
    expect(splitText('Câu một dài. Câu hai nữa.', 16, length)).toEqual(['Câu một dài.', 'Câu hai nữa.']);
    expect(splitText('một hai ba bốn năm', 8, length)).toEqual(['một hai', 'ba bốn', 'năm']);
  });

  it('keeps every piece inside the limit, loses nothing but white space and cuts no character', () => {
    const byUnits = (text: string) => text.length;
    const byBytes = (text: string) => Buffer.byteLength(text);
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.integer({ min: 64, max: 200 }),
        fc.constantFrom(byUnits, byBytes),
        (text, max, lengthOf) => {
          const pieces = splitText(text, max, lengthOf);
          for (const piece of pieces) expect(lengthOf(piece)).toBeLessThanOrEqual(max);
          for (const piece of pieces) expect(piece.isWellFormed()).toBe(text.isWellFormed() || piece.isWellFormed());
          expect(pieces.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        },
      ),
    );
  });
});

describe('the standard message types', () => {
  const samples: OutboundMessage[] = [
    { type: 'text', text: 'Em chào chị ạ.' },
    { type: 'choice', text: 'Chọn', options },
    { type: 'dropdown', text: 'Chọn', options },
    { type: 'card', title: 'Tài liệu', subtitle: 'x', actions: [{ action: 'postback', label: 'Mở', value: 'm' }] },
    { type: 'carousel', items: [{ title: 'a', actions: [] }] },
    { type: 'image', imageUrl: 'https://a.vn/a.png', title: 'ảnh' },
    { type: 'file', fileUrl: 'https://a.vn/a.pdf', title: 'tệp' },
    { type: 'audio', audioUrl: 'https://a.vn/a.mp3' },
    { type: 'video', videoUrl: 'https://a.vn/a.mp4' },
    { type: 'location', latitude: 22.1, longitude: 105.8, title: 'Nhà văn hóa' },
  ];
  it.each(samples)('are those of Botpress: $type', (message) => {
    expect(OutboundMessage.parse(message)).toEqual(message);
    const { type, ...payload } = message;
    const schema = (
      messages.defaults as unknown as Record<string, { schema: { safeParse(v: unknown): { success: boolean } } }>
    )[type];
    expect(schema?.schema.safeParse(payload).success).toBe(true);
  });
});
