import { Button, Card, Radio, Stack, Text, Textarea, Title } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Difficulty } from '../../../support/types.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { useText } from '../../lib/i18n.ts';
import { newRequestId } from '../../lib/request-id.ts';
import { useAnswer } from './api.ts';
import { text } from './text.ts';

/** Answers a report in her private chat, or notes that she was answered another way. */
export const AnswerForm = ({ difficulty }: { difficulty: Difficulty }) => {
  const t = useText(text);
  const answer = useAnswer(difficulty.id);
  const [words, setWords] = useState('');
  // What may lie open on a shared phone is better said than written.
  const [send, setSend] = useState(!difficulty.restricted);
  // One name for one answer: pressed again after a broken connection, it is still sent once.
  const request = useRef(newRequestId());
  const submit = () =>
    answer.mutate(
      { text: words, send, request: request.current },
      {
        onSuccess: () => {
          request.current = newRequestId();
          setWords('');
          notifyDone(t.done);
        },
      },
    );
  return (
    <Card withBorder>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <Title order={2}>{t.answerTitle}</Title>
          <Textarea
            label={t.answer}
            description={t.answerHint}
            required
            autosize
            minRows={4}
            maxLength={4000}
            value={words}
            onChange={(event) => {
              // Other words are another answer.
              request.current = newRequestId();
              setWords(event.currentTarget.value);
            }}
          />
          <Radio.Group
            label={t.how}
            size="md"
            value={send ? 'send' : 'note'}
            onChange={(value) => setSend(value === 'send')}
          >
            <Stack gap="sm" mt="xs">
              <Radio size="md" value="send" label={t.send} />
              <Radio size="md" value="note" label={t.note} />
            </Stack>
          </Radio.Group>
          {difficulty.restricted ? <Text c="dimmed">{t.noteRestricted}</Text> : null}
          <ErrorMessage error={answer.error} />
          <Button type="submit" loading={answer.isPending} style={{ alignSelf: 'flex-start' }}>
            {send ? t.submit : t.submitNote}
          </Button>
        </Stack>
      </form>
    </Card>
  );
};
