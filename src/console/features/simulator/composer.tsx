import { ActionIcon, Chip, CloseButton, FileButton, Group, Text, Textarea, Tooltip } from '@mantine/core';
import { IconPhoto, IconSend } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { notifyFailure } from '../../components/notify.ts';
import { ApiFailure } from '../../lib/api.ts';
import { useText } from '../../lib/i18n.ts';
import { preview } from './bubble.tsx';
import type { Bubble, Written } from './data.ts';
import classes from './simulator.module.css';
import { text } from './text.ts';

/** Data addresses are a third longer than the picture; the server takes 700 kB. */
const MAX_PICTURE_BYTES = 500_000;

interface ComposerProps {
  readonly group: boolean;
  readonly quoted: Bubble | undefined;
  readonly clearQuote: () => void;
  readonly sending: boolean;
  readonly send: (written: Written) => void;
}

/** Where an officer types. Enter sends, Shift+Enter begins a new line. */
export const Composer = ({ group, quoted, clearQuote, sending, send }: ComposerProps) => {
  const t = useText(text);
  const [words, setWords] = useState('');
  const [mention, setMention] = useState(false);

  const submit = () => {
    if (words.trim() === '') return;
    send({ text: words, ...(group && { mention }), ...(quoted && { quotes: quoted._id }) });
    setWords('');
  };

  const keyed = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };

  const picture = (file: File | null) => {
    if (!file) return;
    if (file.size > MAX_PICTURE_BYTES) {
      notifyFailure(new ApiFailure(0, { code: 'simulator.picture', message: t.pictureTooLarge }));
      return;
    }
    const reader = new FileReader();
    reader.addEventListener('load', () => send({ text: words, imageUrl: String(reader.result) }));
    reader.readAsDataURL(file);
    setWords('');
  };

  return (
    <form
      className={classes.composer}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {quoted ? (
        <Group gap="xs" mb={6} wrap="nowrap">
          <Text size="sm" truncate style={{ flex: 1 }}>
            {t.replyingTo}: {preview(quoted.message)}
          </Text>
          <CloseButton size="sm" onClick={clearQuote} />
        </Group>
      ) : null}
      {group ? (
        <Tooltip label={t.mentionHint} multiline maw={320}>
          <div style={{ width: 'fit-content', marginBottom: 6 }}>
            <Chip size="sm" checked={mention} onChange={setMention}>
              {t.mention}
            </Chip>
          </div>
        </Tooltip>
      ) : null}
      <Group gap="xs" wrap="nowrap" align="flex-end">
        <FileButton accept="image/png,image/jpeg,image/webp,image/gif" onChange={picture}>
          {(props) => (
            <ActionIcon {...props} variant="subtle" size={42} aria-label={t.picture}>
              <IconPhoto />
            </ActionIcon>
          )}
        </FileButton>
        <Textarea
          style={{ flex: 1 }}
          autosize
          maxRows={5}
          placeholder={t.message}
          aria-label={t.message}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          onKeyDown={keyed}
        />
        <ActionIcon type="submit" size={42} aria-label={t.send} loading={sending} disabled={words.trim() === ''}>
          <IconSend size={20} />
        </ActionIcon>
      </Group>
    </form>
  );
};
