import { Select, type SelectProps } from '@mantine/core';
import { fold } from '../../components/unit-picker.tsx';
import { useText } from '../../lib/i18n.ts';
import { useTopicOptions } from './api.ts';
import { text } from './text.ts';

/** Chooses a topic by typing a part of its title, with or without diacritics. */
export const TopicSelect = (props: Omit<SelectProps, 'data' | 'label'>) => {
  const t = useText(text);
  return (
    <Select
      {...props}
      label={t.topic}
      searchable
      data={useTopicOptions()}
      filter={({ options, search }) =>
        options.filter((option) => 'label' in option && fold(option.label).includes(fold(search)))
      }
    />
  );
};
