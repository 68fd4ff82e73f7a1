import { Button, Card, Stack, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { fieldErrors } from '../../lib/form.ts';
import { useText } from '../../lib/i18n.ts';
import { toWall } from '../../lib/time.ts';
import { useAddPerson } from './api.ts';
import { type PersonDraft, PersonFields } from './person-fields.tsx';
import { emptyPost, missingIn, newPostOf, PostFields } from './post-fields.tsx';
import { text } from './text.ts';

const PERSON = ['name', 'address', 'phone'];
const POST = ['post', 'unit', 'from', 'to', 'how', 'decision'].map((field) => `posts.0.${field}`);

/** Somebody new, with the post that she holds. */
export const NewPerson = () => {
  const t = useText(text);
  const navigate = useNavigate();
  const add = useAddPerson();
  const [person, setPerson] = useState<PersonDraft>({ name: '', address: 'chưa rõ', phone: '' });
  const [post, setPost] = useState(() => emptyPost(toWall(new Date().toISOString()).slice(0, 10)));
  const [missing, setMissing] = useState<Record<string, string>>({});
  const refused = fieldErrors(add.error, [...PERSON, ...POST]);
  const postErrors = Object.fromEntries(
    Object.entries(refused ?? {}).map(([name, message]) => [name.replace('posts.0.', ''), message]),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = { ...missingIn(post, t), ...(person.name.trim().length < 2 ? { name: t.nameMissing } : {}) };
    setMissing(found);
    if (Object.keys(found).length > 0) return;
    const { phone, ...rest } = person;
    add.mutate(
      { ...rest, ...(phone.trim() === '' ? {} : { phone }), posts: [newPostOf(post)] },
      {
        onSuccess: (made) => {
          notifyDone(t.added(made.name));
          void navigate(`/people/${made.id}`, { replace: true });
        },
      },
    );
  };
  return (
    <>
      <PageHeader title={t.add} about={t.addAbout} back={{ to: '/people', label: t.back }} />
      <form onSubmit={submit} noValidate>
        <Card withBorder padding="lg" maw={720}>
          <Stack>
            <PersonFields value={person} onChange={setPerson} errors={{ ...refused, ...missing }} />
            <Title order={3} mt="xs">
              {t.firstPost}
            </Title>
            <PostFields value={post} onChange={setPost} errors={{ ...postErrors, ...missing }} />
            <ErrorMessage error={refused ? null : add.error} />
            <Button type="submit" loading={add.isPending}>
              {t.add}
            </Button>
          </Stack>
        </Card>
      </form>
    </>
  );
};
