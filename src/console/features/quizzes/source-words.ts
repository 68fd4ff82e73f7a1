import type { QuestionChoice } from '../../../learning/types.ts';
import { useText } from '../../lib/i18n.ts';
import { useBanks, useTopics } from './api.ts';
import { text } from './text.ts';

/** Where a quiz takes its questions from, in words; the id while a name is on its way or gone. */
export const useSourceWords = (): ((choice: QuestionChoice) => string) => {
  const t = useText(text);
  const topics = useTopics();
  const banks = useBanks();
  return (choice) => {
    switch (choice.type) {
      case 'topic':
        return t.sourceTopic(topics.data?.find(({ id }) => id === choice.topic)?.title ?? choice.topic);
      case 'bank':
        return t.sourceBank(banks.data?.find(({ id }) => id === choice.bank)?.title ?? choice.bank);
      case 'questions':
        return t.sourceQuestions(String(choice.ids.length));
      case 'all':
        return t.sourceAll;
    }
  };
};
