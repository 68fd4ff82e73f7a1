import type { Abilities } from './channel.ts';
import type { Card, Option, OutboundMessage } from './message.ts';
import { splitText } from './split.ts';

/** What is assumed of an account that is not connected: text alone, in short pieces. */
export const PLAIN_ABILITIES: Abilities = {
  groups: true,
  maxButtons: 0,
  polls: false,
  reminders: false,
  mentions: false,
  typing: false,
  reactions: false,
  maxTextLength: 2000,
  lengthOf: (text) => text.length,
};

const numbered = (text: string, options: readonly Option[]): string =>
  [text, ...options.map((option, index) => `${index + 1}. ${option.label}`)].join('\n');

const cardText = (card: Card): string =>
  [
    card.title,
    card.subtitle,
    ...card.actions.map((a) => (a.action === 'url' ? `${a.label}: ${a.value}` : `• ${a.label}`)),
  ]
    .filter(Boolean)
    .join('\n');

/** Puts names in place of `@{contact id}`. */
export const mentionText = (message: Extract<OutboundMessage, { type: 'mention' }>): string =>
  message.contacts.reduce((text, contact) => text.replaceAll(`@{${contact.id}}`, `@${contact.name}`), message.text);

const texts = (text: string, abilities: Abilities): OutboundMessage[] =>
  splitText(text, abilities.maxTextLength, abilities.lengthOf).map((part) => ({ type: 'text', text: part }));

/**
 * The last piece keeps the buttons; what comes before is plain text. Labels too long for buttons stand in a numbered
 * list, and the buttons are its numbers.
 */
const withButtons = (text: string, options: Option[], abilities: Abilities): OutboundMessage[] => {
  const { maxLabelLength = Number.POSITIVE_INFINITY, maxButtonTextLength = abilities.maxTextLength } = abilities;
  if (options.some(({ label }) => abilities.lengthOf(label) > maxLabelLength))
    return withButtons(
      numbered(text, options),
      options.map(({ value }, index) => ({ label: `${index + 1}`, value })),
      abilities,
    );
  const pieces = splitText(text, maxButtonTextLength, abilities.lengthOf);
  const last = pieces.pop() ?? text;
  return [
    ...pieces.map((part): OutboundMessage => ({ type: 'text', text: part })),
    { type: 'choice', text: last, options },
  ];
};

const carousels = (items: Card[], maxCards = items.length): OutboundMessage[] =>
  Array.from({ length: Math.ceil(items.length / maxCards) }, (_, index) => ({
    type: 'carousel',
    items: items.slice(index * maxCards, (index + 1) * maxCards),
  }));

/** Buttons where there are enough, a numbered list where there are none. */
const choices = (text: string, options: Option[], abilities: Abilities): OutboundMessage[] =>
  options.length <= abilities.maxButtons
    ? withButtons(text, options, abilities)
    : texts(numbered(text, options), abilities);

/** A long question is told as a text, and the poll asks with as many of its last lines as it takes. */
const polls = (message: Extract<OutboundMessage, { type: 'poll' }>, abilities: Abilities): OutboundMessage[] => {
  const most = abilities.maxPollQuestionLength ?? Number.POSITIVE_INFINITY;
  if (abilities.lengthOf(message.question) <= most) return [message];
  const lines = message.question.split('\n');
  let from = lines.length - 1;
  while (
    from > 0 &&
    abilities.lengthOf(
      lines
        .slice(from - 1)
        .join('\n')
        .trim(),
    ) <= most
  )
    from -= 1;
  const [question = message.question] = splitText(lines.slice(from).join('\n').trim(), most, abilities.lengthOf);
  const before = from === 0 ? message.question : lines.slice(0, from).join('\n').trim();
  return [...texts(before, abilities), { ...message, question }];
};

/**
 * Turns a message into what a channel can send, in order: choices without buttons become a numbered list (the answer is
 * understood as a number, a letter or the words), long texts are split, and extras become the nearest thing.
 */
export const render = (message: OutboundMessage, abilities: Abilities): OutboundMessage[] => {
  switch (message.type) {
    case 'text': {
      const pieces = texts(message.text, abilities);
      const last = pieces.pop();
      if (last === undefined) return [];
      return [...pieces, message.wants && last.type === 'text' ? { ...last, wants: message.wants } : last];
    }
    case 'choice':
    case 'dropdown':
      return choices(message.text, message.options, abilities);
    case 'card':
      return abilities.maxButtons > 0 ? [message] : texts(cardText(message), abilities);
    case 'carousel':
      return abilities.maxButtons > 0
        ? carousels(message.items, abilities.maxCards)
        : texts(message.items.map(cardText).join('\n\n'), abilities);
    case 'poll':
      return abilities.polls ? polls(message, abilities) : choices(message.question, message.options, abilities);
    case 'reminder':
      if (message.topic !== undefined) return abilities.answeredReminders ? [message] : [];
      return abilities.reminders ? [message] : texts(message.title, abilities);
    case 'no_reminder':
      return abilities.answeredReminders ? [message] : [];
    case 'mention':
      return abilities.mentions && abilities.lengthOf(message.text) <= abilities.maxTextLength
        ? [message]
        : texts(mentionText(message), abilities);
    case 'bloc':
      return message.items.flatMap((item) => render(item, abilities));
    case 'image':
    case 'file':
    case 'audio':
    case 'video':
    case 'location':
      return [message];
  }
};
