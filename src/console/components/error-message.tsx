import { Alert, Button, Center, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { common } from '../app/text.ts';
import { ApiFailure } from '../lib/api.ts';
import { currentLanguage, useLanguage, useText } from '../lib/i18n.ts';
import { englishByCode, errorText } from './error-text.ts';

/** The sentence for a failure: the server's own, or its English by code. Never a stack, never "undefined". */
export const sentenceOf = (error: unknown): string => {
  const language = currentLanguage();
  if (!(error instanceof ApiFailure)) return errorText[language].unknown;
  return (language === 'en' ? englishByCode[error.code] : undefined) ?? error.message;
};

export interface ErrorMessageProps {
  /** What was thrown; nothing is shown for null and undefined, so a query's `error` can be passed as it is. */
  readonly error: unknown;
  readonly onRetry?: () => void;
  readonly fullPage?: boolean;
}

/** A failure in words, with its place's remedy and a button to try again. */
export const ErrorMessage = ({ error, onRetry, fullPage = false }: ErrorMessageProps) => {
  const t = useText(errorText);
  const c = useText(common);
  useLanguage();
  if (error === null || error === undefined) return null;
  const box = (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={t.title}
      role="alert"
      maw={640}
      w="100%"
    >
      <Stack gap="xs" align="flex-start">
        <Text>{sentenceOf(error)}</Text>
        {onRetry === undefined ? null : (
          <Button size="sm" variant="default" onClick={onRetry}>
            {c.retry}
          </Button>
        )}
      </Stack>
    </Alert>
  );
  return fullPage ? (
    <Center mih="100vh" p="md">
      {box}
    </Center>
  ) : (
    box
  );
};
