import { Grid, Skeleton } from '@mantine/core';
import { Suspense } from 'react';
import { overviewCards } from '../../app/overview-cards.tsx';
import { ErrorBoundary } from '../../components/error-boundary.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useText } from '../../lib/i18n.ts';
import { useSession } from '../../lib/session.ts';
import { formatDay } from '../../lib/time.ts';
import classes from './overview.module.css';
import { text } from './text.ts';

const OverviewPage = () => {
  const t = useText(text);
  const { admin } = useSession();
  return (
    <>
      <PageHeader title={t.title(admin.name)} about={`${formatDay(new Date().toISOString())}. ${t.about}`} />
      <Grid gap="lg">
        {overviewCards.map(({ id, span, Card, seldom }) => (
          <Grid.Col key={id} span={{ base: 12, md: span }} className={classes.card ?? ''}>
            <ErrorBoundary>
              <Suspense fallback={seldom ? null : <Skeleton height={220} />}>
                <Card />
              </Suspense>
            </ErrorBoundary>
          </Grid.Col>
        ))}
      </Grid>
    </>
  );
};

export default OverviewPage;
