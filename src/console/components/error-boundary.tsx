import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { common } from '../app/text.ts';
import { useText } from '../lib/i18n.ts';
import { EmptyState } from './empty-state.tsx';

const Crashed = () => {
  const t = useText(common);
  return (
    <EmptyState
      title={t.crashed}
      icon={<IconAlertTriangle size={32} stroke={1.5} aria-hidden />}
      action={<Button onClick={() => location.reload()}>{t.reload}</Button>}
    />
  );
};

/** A page that throws leaves the rest of the console standing. Give it a `key` that changes to let it try again. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Crashed /> : this.props.children;
  }
}
