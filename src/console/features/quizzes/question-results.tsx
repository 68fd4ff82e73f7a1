import { Box, Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { QuestionResult } from '../../../learning/types.ts';
import { useText } from '../../lib/i18n.ts';
import { HardnessTag } from './state-tag.tsx';
import { text } from './text.ts';

type Option = QuestionResult['options'][number];

/** An option with how many chose it, as a bar; the right one also by mark and words. */
const OptionBar = ({ option, answered }: { option: Option; answered: number }) => {
  const t = useText(text);
  return (
    <div>
      <Group justify="space-between" gap="sm" wrap="nowrap" align="flex-start">
        <Text fw={option.right ? 650 : 400}>
          {option.text}
          {option.right ? (
            <Text span c="teal.9" ml={6} style={{ whiteSpace: 'nowrap' }}>
              <IconCheck size={18} aria-hidden style={{ verticalAlign: 'text-bottom' }} /> {t.right}
            </Text>
          ) : null}
        </Text>
        <Text aria-label={t.optionChosen(String(option.chosen))} fw={600}>
          {option.chosen}
        </Text>
      </Group>
      <Box h={8} bg="gray.2" style={{ borderRadius: 4 }} aria-hidden>
        <Box
          h="100%"
          w={`${answered === 0 ? 0 : (100 * option.chosen) / answered}%`}
          bg={option.right ? 'teal.7' : 'gray.5'}
          style={{ borderRadius: 4, transition: 'width 400ms ease' }}
        />
      </Box>
    </div>
  );
};

/** Every question in the order asked, with how many chose what. */
export const QuestionResults = ({ questions }: { questions: readonly QuestionResult[] }) => {
  const t = useText(text);
  return (
    <Stack gap="sm">
      <div>
        <Title order={2}>{t.questions}</Title>
        <Text c="dimmed">{t.difficultyNote}</Text>
      </div>
      {questions.map((question, index) => (
        <Card key={question.id} withBorder>
          <Stack gap="sm">
            <Group justify="space-between" gap="xs">
              <Text c="dimmed">{t.questionNumber(String(index + 1))}</Text>
              <HardnessTag difficulty={question.difficulty} />
            </Group>
            <Text fw={650}>{question.text}</Text>
            {question.options.map((option) => (
              <OptionBar key={option.text} option={option} answered={question.answered} />
            ))}
            <Text c="dimmed">
              {question.percentCorrect === undefined
                ? t.noAnswers
                : t.percentRight(String(question.percentCorrect), String(question.answered))}
            </Text>
          </Stack>
        </Card>
      ))}
    </Stack>
  );
};
