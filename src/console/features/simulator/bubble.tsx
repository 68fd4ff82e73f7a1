import { ActionIcon, Anchor, Badge, Button, Menu, Text, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconBell, IconMoodSmile } from '@tabler/icons-react';
import type { OutboundMessage } from '../../../chat/message.ts';
import { useText } from '../../lib/i18n.ts';
import { formatHour, formatMoment } from '../../lib/time.ts';
import { Avatar } from './avatar.tsx';
import type { Bubble as BubbleData, Contact } from './data.ts';
import classes from './simulator.module.css';
import { text } from './text.ts';

const EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

/** One line of a message for quotes and lists. */
export const preview = (message: OutboundMessage): string => {
  switch (message.type) {
    case 'text':
    case 'choice':
    case 'dropdown':
    case 'mention':
      return message.text;
    case 'poll':
      return message.question;
    case 'card':
    case 'reminder':
      return message.title;
    case 'carousel':
      return message.items[0]?.title ?? '';
    case 'bloc':
      return message.items[0] ? preview(message.items[0]) : '';
    default:
      return ('title' in message && message.title) || `[${message.type}]`;
  }
};

interface Actions {
  readonly press: (label: string, value: string) => void;
  readonly vote: (message: string, options: string[]) => void;
}

interface BodyProps extends Actions {
  readonly id: string;
  readonly message: OutboundMessage;
  readonly votes: BubbleData['votes'];
  readonly contact: string;
  readonly names: ReadonlyMap<string, string>;
}

const Body = ({ id, message, votes, contact, names, press, vote }: BodyProps) => {
  const t = useText(text);
  switch (message.type) {
    case 'text':
      return message.text;
    case 'mention':
      return message.contacts.reduce((words, one) => words.replaceAll(`@{${one.id}}`, `@${one.name}`), message.text);
    case 'choice':
    case 'dropdown':
      return (
        <>
          {message.text}
          <span className={classes.buttons}>
            {message.options.map((option) => (
              <Button
                key={option.value}
                variant="light"
                size="sm"
                h="auto"
                py={7}
                styles={{ label: { whiteSpace: 'normal' } }}
                onClick={() => press(option.label, option.value)}
              >
                {option.label}
              </Button>
            ))}
          </span>
        </>
      );
    case 'poll': {
      const mine = votes.find((one) => one.contact === contact)?.options ?? [];
      const toggle = (value: string) => {
        const others = message.multiple ? mine.filter((one) => one !== value) : [];
        vote(id, mine.includes(value) ? others : [...others, value]);
      };
      return (
        <>
          <Badge variant="light" mb={4}>
            {t.poll}
          </Badge>
          <br />
          {message.question}
          <span className={classes.buttons}>
            {message.options.map((option) => {
              const voters = votes.filter((one) => one.options.includes(option.value));
              const who = voters.map((one) => names.get(one.contact) ?? one.contact).join(', ');
              return (
                <Tooltip key={option.value} label={who} disabled={who === ''}>
                  <Button
                    variant={mine.includes(option.value) ? 'filled' : 'light'}
                    size="sm"
                    h="auto"
                    py={7}
                    justify="space-between"
                    rightSection={<span>{t.votes(voters.length)}</span>}
                    styles={{ label: { whiteSpace: 'normal' } }}
                    aria-pressed={mine.includes(option.value)}
                    onClick={() => toggle(option.value)}
                  >
                    {option.label}
                  </Button>
                </Tooltip>
              );
            })}
          </span>
        </>
      );
    }
    case 'reminder':
      return (
        <>
          <IconBell size={16} aria-hidden /> {t.reminder}: {message.title}
          <br />
          {formatMoment(message.at)}
        </>
      );
    case 'card':
      return (
        <>
          <b>{message.title}</b>
          {message.subtitle ? `\n${message.subtitle}` : null}
          <span className={classes.buttons}>
            {message.actions.map((one) =>
              one.action === 'url' ? (
                <Anchor key={one.value} href={one.value} target="_blank" rel="noreferrer">
                  {one.label}
                </Anchor>
              ) : (
                <Button key={one.value} variant="light" size="sm" onClick={() => press(one.label, one.value)}>
                  {one.label}
                </Button>
              ),
            )}
          </span>
        </>
      );
    case 'image':
      return (
        <>
          <img className={classes.picture} src={message.imageUrl} alt={message.title ?? ''} />
          {message.title ? <Text size="sm">{message.title}</Text> : null}
        </>
      );
    case 'file':
      return (
        <Anchor href={message.fileUrl} target="_blank" rel="noreferrer">
          {t.file}: {message.title ?? message.fileUrl}
        </Anchor>
      );
    case 'audio':
      // biome-ignore lint/a11y/useMediaCaption: a voice clip of a chat has no captions.
      return <audio controls src={message.audioUrl} />;
    case 'video':
      // biome-ignore lint/a11y/useMediaCaption: a clip of a chat has no captions.
      return <video className={classes.picture} controls src={message.videoUrl} />;
    case 'location':
      return `📍 ${message.title ?? ''} ${message.address ?? `${message.latitude}, ${message.longitude}`}`;
    case 'carousel':
      return message.items.map((card) => card.title).join('\n');
    case 'bloc':
      return message.items.map(preview).join('\n');
  }
};

interface BubbleProps extends Actions {
  readonly bubble: BubbleData;
  readonly contact: string;
  readonly members: readonly Contact[];
  readonly quoted: BubbleData | undefined;
  readonly reply: () => void;
  readonly react: (emoji: string) => void;
}

/** One message with its buttons, votes, reactions and who has seen it. */
export const Bubble = ({ bubble, contact, members, quoted, reply, react, press, vote }: BubbleProps) => {
  const t = useText(text);
  const names = new Map(members.map(({ id, name }) => [id, name]));
  const mine = bubble.from === contact;
  const name = bubble.from === undefined ? t.assistant : (names.get(bubble.from) ?? bubble.from);
  const reaction = bubble.reactions.find((one) => one.contact === contact)?.emoji;
  return (
    <article className={classes.line} data-mine={mine || undefined} aria-label={name}>
      <Avatar name={name} small />
      <div style={{ minWidth: 0 }}>
        {mine ? null : <div className={classes.name}>{name}</div>}
        <div className={classes.bubble}>
          {quoted ? <div className={classes.quote}>{preview(quoted.message)}</div> : null}
          {bubble.mentionsUs ? (
            <Text span c="blue" fw={600}>
              {t.mentioned}{' '}
            </Text>
          ) : null}
          <Body
            id={bubble._id}
            message={bubble.message}
            votes={bubble.votes}
            contact={contact}
            names={names}
            press={press}
            vote={vote}
          />
        </div>
        <div className={classes.meta}>
          <time dateTime={bubble.at}>{formatHour(bubble.at)}</time>
          {bubble.reactions.length > 0 ? <span>{bubble.reactions.map((one) => one.emoji).join(' ')}</span> : null}
          {bubble.from === undefined && bubble.seenBy.length > 0 ? (
            <span>{t.seenBy(bubble.seenBy.map((id) => names.get(id)?.split(' ').at(-1) ?? id).join(', '))}</span>
          ) : null}
          <span className={classes.tools}>
            <ActionIcon variant="subtle" color="gray" size="md" aria-label={t.reply} onClick={reply}>
              <IconArrowBackUp size={16} />
            </ActionIcon>
            <Menu>
              <Menu.Target>
                <ActionIcon variant="subtle" color="gray" size="md" aria-label={t.react}>
                  <IconMoodSmile size={16} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown style={{ display: 'flex' }}>
                {EMOJI.map((emoji) => (
                  <Menu.Item key={emoji} onClick={() => react(emoji === reaction ? '' : emoji)}>
                    {emoji}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          </span>
        </div>
      </div>
    </article>
  );
};
