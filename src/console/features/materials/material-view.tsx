import { Button, Card, Grid, Stack, Text, Title } from '@mantine/core';
import { IconCopy, IconPencil, IconSpeakerphone } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { Material } from '../../../content/types.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { notifyDone } from '../../components/notify.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { useText } from '../../lib/i18n.ts';
import { useMay } from '../../lib/session.ts';
import { useMaterial, useRemoveMaterial, useTopicTitle } from './api.ts';
import { showDay } from './days.ts';
import classes from './phone.module.css';
import { Phone } from './phone.tsx';
import { ReviewTags, useMayChange, useOriginName } from './tags.tsx';
import { text } from './text.ts';

const Actions = ({ material }: { material: Material }) => {
  const t = useText(text);
  const navigate = useNavigate();
  const mayChange = useMayChange();
  const remove = useRemoveMaterial(material.id);
  return (
    <>
      <Button
        component={Link}
        to={`/broadcasts/new?material=${encodeURIComponent(material.id)}`}
        leftSection={<IconSpeakerphone size={20} aria-hidden />}
      >
        {t.send}
      </Button>
      {mayChange(material) ? (
        <>
          <Button
            component={Link}
            to={`/materials/${material.id}/edit`}
            variant="default"
            leftSection={<IconPencil size={20} aria-hidden />}
          >
            {t.edit}
          </Button>
          <ConfirmButton
            question={t.removeQuestion(material.title)}
            consequence={t.removeAbout}
            onConfirm={async () => {
              await remove.mutateAsync();
              notifyDone(t.removed);
              navigate('/materials', { replace: true });
            }}
          >
            {t.remove}
          </ConfirmButton>
        </>
      ) : (
        <Button
          component={Link}
          to={`/materials/new?from=${encodeURIComponent(material.id)}`}
          variant="default"
          leftSection={<IconCopy size={20} aria-hidden />}
        >
          {t.copy}
        </Button>
      )}
    </>
  );
};

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <Text c="dimmed">{name}</Text>
    <Text component="div">{children}</Text>
  </div>
);

const Facts = ({ material }: { material: Material }) => {
  const t = useText(text);
  const originName = useOriginName();
  return (
    <Card withBorder>
      <Stack gap="sm">
        <Title order={2}>{t.facts}</Title>
        <ReviewTags item={material} />
        <Fact name={t.sources}>
          {material.sources.map(({ site, title }) => (
            <div key={`${site} ${title}`} style={{ overflowWrap: 'anywhere' }}>
              {site}, “{title}”
            </div>
          ))}
        </Fact>
        <Fact name={t.checkedOn}>{showDay(material.updated)}</Fact>
        {material.validFrom === undefined ? null : <Fact name={t.validFrom}>{showDay(material.validFrom)}</Fact>}
        {material.validTo === undefined ? null : <Fact name={t.validTo}>{showDay(material.validTo)}</Fact>}
        <Fact name={t.writtenBy}>{originName(material)}</Fact>
        {material.keywords.length > 0 ? <Fact name={t.keywords}>{material.keywords.join(', ')}</Fact> : null}
        <Fact name={t.version}>{material.version}</Fact>
      </Stack>
    </Card>
  );
};

/** One material: what an officer gets, and what stands behind it. */
export const MaterialView = () => {
  const t = useText(text);
  const { id = '' } = useParams();
  const open = useMaterial(id);
  const edit = useMay('editor');
  const topicTitle = useTopicTitle();
  if (open.error) return <ErrorMessage error={open.error} onRetry={() => void open.refetch()} />;
  if (!open.data) return <Loading />;
  const { material, firstMessage, fullText } = open.data;
  return (
    <>
      <PageHeader
        title={material.title}
        about={topicTitle(material.topic)}
        back={{ to: '/materials', label: t.back }}
        actions={edit ? <Actions material={material} /> : undefined}
      />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Stack>
            <Title order={2}>{t.firstMessage}</Title>
            <Phone message={firstMessage} />
            <Facts material={material} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Card withBorder padding="lg">
            <Title order={2}>{t.fullText}</Title>
            <Text c="dimmed" mb="md">
              {t.fullTextAbout}
            </Text>
            <Text className={classes.full} lh={1.6} maw={640}>
              {fullText}
            </Text>
          </Card>
        </Grid.Col>
      </Grid>
    </>
  );
};
