import { Button, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { PersonRecord } from '../../../org/types.ts';
import { common } from '../../app/text.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { fieldErrors } from '../../lib/form.ts';
import { useText } from '../../lib/i18n.ts';
import { useEditPerson } from './api.ts';
import { type PersonDraft, PersonFields } from './person-fields.tsx';
import { showPhone } from './phone.ts';
import { text } from './text.ts';

export const EditPerson = ({ person, onDone }: { person: PersonRecord; onDone: () => void }) => {
  const t = useText(text);
  const c = useText(common);
  const edit = useEditPerson(person.id);
  const [draft, setDraft] = useState<PersonDraft>({
    name: person.name,
    address: person.address,
    phone: person.phone === undefined ? '' : showPhone(person.phone),
  });
  const [missing, setMissing] = useState<Partial<Record<keyof PersonDraft, string>>>({});
  const refused = fieldErrors(edit.error, ['name', 'address', 'phone']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = draft.name.trim().length < 2 ? { name: t.nameMissing } : {};
    setMissing(found);
    if ('name' in found) return;
    edit.mutate(draft, {
      onSuccess: () => {
        notifyDone();
        onDone();
      },
    });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <PersonFields value={draft} onChange={setDraft} errors={{ ...refused, ...missing }} />
        <ErrorMessage error={refused ? null : edit.error} />
        <Button type="submit" loading={edit.isPending}>
          {c.save}
        </Button>
      </Stack>
    </form>
  );
};
