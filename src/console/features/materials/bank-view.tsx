import { Button, Card, Group, Modal, Stack, Text } from '@mantine/core';
import { IconCheck, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { Bank, Question } from '../../../content/types.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { notifyDone } from '../../components/notify.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { useText } from '../../lib/i18n.ts';
import { useBank, useRemoveBank, useSaveBank, useTopicTitle } from './api.ts';
import { BankForm, QuestionForm } from './bank-form.tsx';
import { inputOfBank, letterOf } from './bank-input.ts';
import { text as bankText } from './bank-text.ts';
import { ReviewTags, useMayChange, useOriginName } from './tags.tsx';
import { text } from './text.ts';

/** What the dialogue is about. `index` is the question's place in the bank; absent: a new one. */
type Open =
  | { readonly type: 'closed' }
  | { readonly type: 'bank' }
  | { readonly type: 'question'; readonly index?: number };

interface CardProps {
  readonly question: Question;
  readonly number: number;
  readonly actions: React.ReactNode;
}

const QuestionCard = ({ question, number, actions }: CardProps) => {
  const t = useText(bankText);
  return (
    <Card withBorder component="li">
      <Stack gap="xs">
        <Group justify="space-between" align="flex-start" gap="xs">
          <Text fw={650} flex="1 1 240px">
            {number}. {question.text}
          </Text>
          <ReviewTags item={question} />
        </Group>
        {question.options.map((option, index) => {
          const right = index === question.answer;
          return (
            <Group key={option.text} gap={6} wrap="nowrap" align="flex-start" c={right ? '#0a5a48' : undefined}>
              <Text span fw={right ? 650 : 400} style={{ overflowWrap: 'anywhere' }}>
                {letterOf(index)}. {option.text}
              </Text>
              {right ? <IconCheck size={22} aria-label={t.right} style={{ flex: 'none' }} /> : null}
            </Group>
          );
        })}
        <Text c="dimmed">
          {question.explanation}
          <br />
          {t.source}: {question.source}
        </Text>
        {actions}
      </Stack>
    </Card>
  );
};

const Questions = ({ bank, edit }: { bank: Bank; edit: (index: number) => void }) => {
  const t = useText(bankText);
  const m = useText(text);
  const save = useSaveBank(bank.id);
  const may = useMayChange()(bank);
  const remove = async (id: string) => {
    await save.mutateAsync({
      ...inputOfBank(bank),
      questions: inputOfBank(bank).questions.filter((question) => question.id !== id),
    });
    notifyDone(t.removed);
  };
  return (
    <Stack component="ol" p={0} m={0} maw={860} style={{ listStyle: 'none' }}>
      {bank.questions.map((question, index) => (
        <QuestionCard
          key={question.id}
          question={question}
          number={index + 1}
          actions={
            may ? (
              <Group gap="sm">
                <Button size="sm" variant="default" onClick={() => edit(index)}>
                  {m.edit}
                </Button>
                {bank.questions.length > 1 ? (
                  <ConfirmButton
                    size="sm"
                    question={t.removeQuestion(index + 1)}
                    consequence={t.removeQuestionAbout}
                    onConfirm={() => remove(question.id)}
                  >
                    {m.remove}
                  </ConfirmButton>
                ) : null}
              </Group>
            ) : null
          }
        />
      ))}
    </Stack>
  );
};

const Actions = ({ bank, open }: { bank: Bank; open: (what: Open) => void }) => {
  const t = useText(bankText);
  const m = useText(text);
  const navigate = useNavigate();
  const remove = useRemoveBank(bank.id);
  return (
    <>
      <Button leftSection={<IconPlus size={20} aria-hidden />} onClick={() => open({ type: 'question' })}>
        {t.addQuestion}
      </Button>
      <Button variant="default" onClick={() => open({ type: 'bank' })}>
        {t.rename}
      </Button>
      <ConfirmButton
        question={m.removeQuestion(bank.title)}
        consequence={t.removeAbout}
        onConfirm={async () => {
          await remove.mutateAsync();
          notifyDone(t.removed);
          navigate('/materials?tab=banks', { replace: true });
        }}
      >
        {m.remove}
      </ConfirmButton>
    </>
  );
};

/** One bank with its questions, right answers marked. An own one is changed here, question by question. */
export const BankView = () => {
  const t = useText(bankText);
  const { id = '' } = useParams();
  const bank = useBank(id);
  const topicTitle = useTopicTitle();
  const originName = useOriginName();
  const mayChange = useMayChange();
  const [open, setOpen] = useState<Open>({ type: 'closed' });
  const close = () => setOpen({ type: 'closed' });
  if (bank.error) return <ErrorMessage error={bank.error} onRetry={() => void bank.refetch()} />;
  if (!bank.data) return <Loading />;
  const { data } = bank;
  const about = [topicTitle(data.topic), originName(data), t.inUse(data.size, data.questions.length)].join(' · ');
  const changing = open.type === 'question' && open.index !== undefined;
  const title = open.type === 'bank' ? t.rename : changing ? t.editQuestion : t.addQuestion;
  return (
    <>
      <PageHeader
        title={data.title}
        about={data.origin === 'library' ? `${about}. ${t.libraryAbout}` : about}
        back={{ to: '/materials?tab=banks', label: t.back }}
        actions={mayChange(data) ? <Actions bank={data} open={setOpen} /> : undefined}
      />
      <Questions bank={data} edit={(index) => setOpen({ type: 'question', index })} />
      <Modal opened={open.type !== 'closed'} onClose={close} title={title} size="lg" closeOnClickOutside={false}>
        {open.type === 'bank' ? <BankForm bank={data} onDone={close} /> : null}
        {open.type === 'question' ? <QuestionForm bank={data} index={open.index} onDone={close} /> : null}
      </Modal>
    </>
  );
};
