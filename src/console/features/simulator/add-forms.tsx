import { Button, Modal, MultiSelect, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { notifyFailure } from '../../components/notify.ts';
import { useText } from '../../lib/i18n.ts';
import { type Contact, useAddContact, useAddGroup } from './data.ts';
import { text } from './text.ts';

/** Adds an invented person. */
export const AddPerson = () => {
  const t = useText(text);
  const [opened, { open, close }] = useDisclosure();
  const [name, setName] = useState('');
  const add = useAddContact();
  const submit = () =>
    add.mutate(name, {
      onError: notifyFailure,
      onSuccess: () => {
        setName('');
        close();
      },
    });
  return (
    <>
      <Button variant="light" onClick={open}>
        {t.addPerson}
      </Button>
      <Modal opened={opened} onClose={close} title={t.addPerson}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Stack>
            <TextInput
              label={t.personName}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              required
            />
            <Button type="submit" loading={add.isPending}>
              {t.create}
            </Button>
          </Stack>
        </form>
      </Modal>
    </>
  );
};

/** Adds a group of invented people. */
export const AddGroup = ({ contacts }: { contacts: readonly Contact[] }) => {
  const t = useText(text);
  const [opened, { open, close }] = useDisclosure();
  const [name, setName] = useState('');
  const [members, setMembers] = useState<string[]>([]);
  const add = useAddGroup();
  const submit = () =>
    add.mutate(
      { name, members },
      {
        onError: notifyFailure,
        onSuccess: () => {
          setName('');
          setMembers([]);
          close();
        },
      },
    );
  return (
    <>
      <Button variant="light" onClick={open} disabled={contacts.length === 0}>
        {t.addGroup}
      </Button>
      <Modal opened={opened} onClose={close} title={t.addGroup}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Stack>
            <TextInput
              label={t.groupName}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              required
            />
            <MultiSelect
              label={t.members}
              searchable
              required
              data={contacts.map(({ id, name: label }) => ({ value: id, label }))}
              value={members}
              onChange={setMembers}
            />
            <Button type="submit" loading={add.isPending} disabled={members.length === 0}>
              {t.create}
            </Button>
          </Stack>
        </form>
      </Modal>
    </>
  );
};
