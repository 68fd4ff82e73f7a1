import { ActionIcon, Button, Center, Text } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { notifyFailure } from '../../components/notify.ts';
import { useText } from '../../lib/i18n.ts';
import { useLiveEvent } from '../../lib/live.tsx';
import { Avatar } from './avatar.tsx';
import { Bubble } from './bubble.tsx';
import { Composer } from './composer.tsx';
import {
  type Bubble as BubbleData,
  olderMessages,
  type Thread,
  useMessages,
  useOpen,
  useReact,
  useVote,
  useWrite,
  type Written,
} from './data.ts';
import classes from './simulator.module.css';
import { text } from './text.ts';

/** How long "is writing" stays without a message coming. */
const TYPING_MS = 4_000;
const PAGE = 60;

/** One conversation on the phone of one officer. */
export const Conversation = ({ thread, contact, back }: { thread: Thread; contact: string; back: () => void }) => {
  const t = useText(text);
  const { data } = useMessages(thread.id);
  const write = useWrite(thread.id, contact);
  const { mutate: open } = useOpen(thread.id, contact);
  const react = useReact(contact);
  const vote = useVote(contact);
  const [older, setOlder] = useState<BubbleData[]>([]);
  const [quoted, setQuoted] = useState<BubbleData>();
  const [typing, setTyping] = useState(false);
  const end = useRef<HTMLDivElement>(null);

  const newest = data?.messages ?? [];
  const messages = [...older.filter((one) => one.seq < (newest[0]?.seq ?? Number.POSITIVE_INFINITY)), ...newest];
  const members = data?.members ?? [];
  const lastId = newest.at(-1)?._id;
  const unseen = newest.some((one) => one.from === undefined && !one.seenBy.includes(contact));

  useEffect(() => {
    if (unseen) open(undefined);
  }, [unseen, open]);

  useEffect(() => {
    if (lastId === undefined) return;
    setTyping(false);
    end.current?.scrollIntoView({ block: 'end' });
  }, [lastId]);

  useLiveEvent(
    useCallback(
      (event) => {
        if (event.topic !== 'simulator_typing' || event.id !== thread.id) return;
        setTyping(true);
        setTimeout(() => setTyping(false), TYPING_MS);
      },
      [thread.id],
    ),
  );

  const send = (written: Written) =>
    write.mutate(written, { onError: notifyFailure, onSuccess: () => setQuoted(undefined) });

  const loadOlder = async () => {
    const before = messages[0]?.seq;
    if (before === undefined) return;
    try {
      const page = await olderMessages(thread.id, before);
      setOlder((held) => [...page.messages, ...held]);
    } catch (error) {
      notifyFailure(error);
    }
  };

  return (
    <section className={classes.conversation} aria-label={thread.kind === 'group' ? thread.name : t.directName}>
      <header className={classes.head}>
        <ActionIcon variant="subtle" hiddenFrom="sm" onClick={back} aria-label={t.back}>
          <IconArrowLeft />
        </ActionIcon>
        <Avatar name={thread.kind === 'group' ? thread.name : t.assistant} />
        <div style={{ minWidth: 0 }}>
          <Text fw={600} truncate>
            {thread.kind === 'group' ? thread.name : t.directName}
          </Text>
          {thread.kind === 'group' ? (
            <Text size="sm" c="dimmed">
              {t.members_count(members.length)}
            </Text>
          ) : null}
        </div>
      </header>
      <div className={classes.stream} role="log" aria-live="polite">
        {newest.length >= PAGE ? (
          <Button variant="subtle" size="compact-sm" onClick={loadOlder}>
            {t.older}
          </Button>
        ) : null}
        {data && messages.length === 0 ? (
          <Center h="100%">
            <Text c="dimmed">{t.empty}</Text>
          </Center>
        ) : null}
        {messages.map((bubble) => (
          <Bubble
            key={bubble._id}
            bubble={bubble}
            contact={contact}
            members={members}
            quoted={messages.find((one) => one._id === bubble.quotes)}
            reply={() => setQuoted(bubble)}
            react={(emoji) => react.mutate({ message: bubble._id, emoji }, { onError: notifyFailure })}
            press={(label, value) =>
              send({ text: label, choice: value, ...(thread.kind === 'group' && { quotes: bubble._id }) })
            }
            vote={(message, options) => vote.mutate({ message, options }, { onError: notifyFailure })}
          />
        ))}
        {typing ? (
          <Text size="sm" c="dimmed">
            {t.typing}
          </Text>
        ) : null}
        <div ref={end} />
      </div>
      <Composer
        group={thread.kind === 'group'}
        quoted={quoted}
        clearQuote={() => setQuoted(undefined)}
        sending={write.isPending}
        send={send}
      />
    </section>
  );
};
