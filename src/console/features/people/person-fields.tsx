import { Select, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Address } from '../../../org/types.ts';
import { useOrgWords } from '../../components/org-words.ts';
import { useText } from '../../lib/i18n.ts';
import { text } from './text.ts';

export interface PersonDraft {
  readonly name: string;
  readonly address: Address;
  readonly phone: string;
}

interface Fields {
  readonly value: PersonDraft;
  readonly onChange: (value: PersonDraft) => void;
  readonly errors: Partial<Record<keyof PersonDraft, ReactNode>>;
}

/** Name, form of address and number. */
export const PersonFields = ({ value, onChange, errors }: Fields) => {
  const t = useText(text);
  const words = useOrgWords();
  const set = (change: Partial<PersonDraft>) => onChange({ ...value, ...change });
  return (
    <>
      <TextInput
        label={t.name}
        required
        value={value.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={errors.name}
      />
      <Select
        label={t.address}
        description={t.addressHint}
        allowDeselect={false}
        data={[...(words.data?.addresses ?? [value.address])]}
        value={value.address}
        onChange={(address) => set({ address: (address ?? value.address) as Address })}
        error={errors.address}
      />
      <TextInput
        label={t.phone}
        description={t.phoneHint}
        type="tel"
        autoComplete="off"
        value={value.phone}
        onChange={(event) => set({ phone: event.currentTarget.value })}
        error={errors.phone}
      />
    </>
  );
};
