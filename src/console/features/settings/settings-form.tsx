import { Button, Card, Fieldset, Group, Select, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { HouseSettings } from '../../../web/settings.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { TimeField } from '../../components/time-field.tsx';
import { fieldErrors } from '../../lib/form.ts';
import { useText } from '../../lib/i18n.ts';
import { useSaveSettings } from './api.ts';
import { text } from './text.ts';

const FIELDS = ['houseName', 'zone', 'language', 'quietHours.from', 'quietHours.to', 'address.self', 'address.reader'];

/** Zones of the region first; any other IANA name that the browser knows can be typed. */
const zones = (): string[] => {
  const all = Intl.supportedValuesOf('timeZone');
  return ['Asia/Ho_Chi_Minh', ...all.filter((zone) => zone !== 'Asia/Ho_Chi_Minh')];
};

export const SettingsForm = ({ settings, readOnly }: { settings: HouseSettings; readOnly: boolean }) => {
  const t = useText(text);
  const save = useSaveSettings();
  const form = useForm<HouseSettings>({ initialValues: settings });
  const submit = (values: HouseSettings) =>
    save.mutate(values, {
      onSuccess: () => notifyDone(),
      onError: (error) => form.setErrors(fieldErrors(error, FIELDS) ?? {}),
    });
  const marked = Object.keys(form.errors).length > 0;
  return (
    <form onSubmit={form.onSubmit(submit)}>
      <Fieldset disabled={readOnly} variant="unstyled" m={0} p={0} bd={0}>
        <Stack>
          <Card withBorder padding="lg">
            <Stack>
              <Text fw={650} fz="lg">
                {t.house}
              </Text>
              <TextInput label={t.houseName} description={t.houseNameHint} {...form.getInputProps('houseName')} />
              <SimpleGrid cols={{ base: 1, sm: 2 }}>
                <Select
                  label={t.zone}
                  description={t.zoneHint}
                  data={zones()}
                  searchable
                  limit={50}
                  allowDeselect={false}
                  {...form.getInputProps('zone')}
                />
                <Select
                  label={t.language}
                  description={t.languageHint}
                  data={[
                    { value: 'vi', label: 'Tiếng Việt' },
                    { value: 'en', label: 'English' },
                  ]}
                  allowDeselect={false}
                  {...form.getInputProps('language')}
                />
              </SimpleGrid>
            </Stack>
          </Card>
          <Card withBorder padding="lg">
            <Text fw={650} fz="lg">
              {t.quiet}
            </Text>
            <Text c="dimmed" mb="sm">
              {t.quietAbout}
            </Text>
            <Group align="flex-start">
              <TimeField label={t.from} required {...form.getInputProps('quietHours.from')} />
              <TimeField label={t.to} required {...form.getInputProps('quietHours.to')} />
            </Group>
          </Card>
          <Card withBorder padding="lg">
            <Text fw={650} fz="lg" mb="sm">
              {t.address}
            </Text>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <Select
                label={t.self}
                data={['em', 'tôi', 'trợ lý']}
                allowDeselect={false}
                {...form.getInputProps('address.self')}
              />
              <Select
                label={t.reader}
                data={['chị', 'anh/chị', 'đồng chí']}
                allowDeselect={false}
                {...form.getInputProps('address.reader')}
              />
            </SimpleGrid>
          </Card>
          <Card withBorder padding="lg">
            <Switch
              label={t.welcome}
              description={t.welcomeHint}
              {...form.getInputProps('welcome', { type: 'checkbox' })}
            />
          </Card>
          <ErrorMessage error={marked ? null : save.error} />
          {readOnly ? null : (
            <Button type="submit" loading={save.isPending} style={{ alignSelf: 'flex-start' }}>
              {t.save}
            </Button>
          )}
        </Stack>
      </Fieldset>
    </form>
  );
};
