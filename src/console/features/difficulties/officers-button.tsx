import { Button, Modal, MultiSelect, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { notifyDone } from '../../components/notify.ts';
import { useText } from '../../lib/i18n.ts';
import { useAdminOptions, useNameOfficers, useOfficers } from './api.ts';
import { text } from './text.ts';

const Editor = ({
  named,
  options,
  onDone,
}: {
  named: readonly string[];
  options: { value: string; label: string }[];
  onDone: () => void;
}) => {
  const t = useText(text);
  const [chosen, setChosen] = useState([...named]);
  const save = useNameOfficers();
  const submit = () =>
    save.mutate(chosen, {
      onSuccess: () => {
        notifyDone(t.officersSaved);
        onDone();
      },
    });
  return (
    <>
      <MultiSelect size="md" label={t.officersLabel} searchable data={options} value={chosen} onChange={setChosen} />
      <ErrorMessage error={save.error} />
      <Button loading={save.isPending} onClick={submit}>
        {t.save}
      </Button>
    </>
  );
};

/** For owners: who may read the restricted cases. */
export const OfficersButton = () => {
  const t = useText(text);
  const [opened, { open, close }] = useDisclosure();
  const officers = useOfficers(opened);
  const admins = useAdminOptions(opened);
  return (
    <>
      <Button variant="default" onClick={open}>
        {t.officers}
      </Button>
      <Modal opened={opened} onClose={close} title={t.officers} centered>
        <Stack>
          <Text>{t.officersAbout}</Text>
          <ErrorMessage error={officers.error ?? admins.error} />
          {officers.data && admins.data ? (
            <Editor named={officers.data.admins} options={admins.data} onDone={close} />
          ) : officers.error || admins.error ? null : (
            <Loading />
          )}
        </Stack>
      </Modal>
    </>
  );
};
