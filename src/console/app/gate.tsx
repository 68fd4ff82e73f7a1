import { type ComponentType, lazy, type ReactNode, Suspense, useEffect } from 'react';
import { Route, Routes, useLocation } from 'react-router';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { ErrorMessage } from '../components/error-message.tsx';
import { Loading } from '../components/loading.tsx';
import { useText } from '../lib/i18n.ts';
import { LiveUpdates } from '../lib/live.tsx';
import { useMay, useSessionState } from '../lib/session.ts';
import { HomeLink } from './home-link.tsx';
import { Layout } from './layout.tsx';
import { type Page, pages } from './pages.tsx';
import { common } from './text.ts';

const SignIn = lazy(() => import('../features/sign-in/page.tsx'));
const SetUp = lazy(() => import('../features/setup/page.tsx'));
const Account = lazy(() => import('../features/account/page.tsx'));
const NewPassword = lazy(() => import('../features/account/new-password.tsx'));

const NotFound = () => {
  const t = useText(common);
  return <EmptyState title={t.notFound} action={<HomeLink />} />;
};

const Allowed = ({ page, Content }: { page: Page; Content: ComponentType }) => {
  const t = useText(common);
  const may = useMay(page.role ?? 'viewer');
  return may ? <Content /> : <EmptyState title={t.forbidden} action={<HomeLink />} />;
};

// Made once, or every drawing of the routes would make new components and lose what is typed.
const loaded = pages.map((page) => ({ page, Content: lazy(page.load) }));

/** Another page of the menu begins at its top, and is not held down by the crash of the one before. */
const PageBoundary = ({ children }: { children: ReactNode }) => {
  const page = useLocation().pathname.split('/')[1];
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when the page changes, which the effect does not read
  useEffect(() => {
    // In braces: newer browsers return a promise, which React would take for a clean-up.
    window.scrollTo(0, 0);
  }, [page]);
  return <ErrorBoundary key={page}>{children}</ErrorBoundary>;
};

const SignedIn = () => (
  <LiveUpdates>
    <Layout>
      <PageBoundary>
        <Routes>
          {loaded.map(({ page, Content }) => (
            <Route
              key={page.path}
              path={page.path === '/' ? '/' : `${page.path}/*`}
              element={<Allowed page={page} Content={Content} />}
            />
          ))}
          <Route path="/account" element={<Account />} />
          <Route path="*" element={<NotFound />} />
        </Routes>
      </PageBoundary>
    </Layout>
  </LiveUpdates>
);

/** Decides by the session which part of the console is shown; the address stays, so that signing in leads back to it. */
export const Gate = () => {
  const { data, error, refetch } = useSessionState();
  if (!data) {
    return error ? <ErrorMessage error={error} onRetry={() => void refetch()} fullPage /> : <Loading fullPage />;
  }
  if (data.type === 'signed_in' && !data.session.mustChangePassword) return <SignedIn />;
  const Part = data.type === 'setup' ? SetUp : data.type === 'signed_out' ? SignIn : NewPassword;
  return (
    <Suspense fallback={<Loading fullPage />}>
      <Part />
    </Suspense>
  );
};
