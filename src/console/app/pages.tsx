import {
  IconBook2,
  IconCalendarEvent,
  IconChartBar,
  IconDeviceMobileMessage,
  IconHierarchy3,
  IconHistory,
  IconLayoutDashboard,
  IconLifebuoy,
  IconListCheck,
  IconPlugConnected,
  IconSettings,
  IconSpeakerphone,
  IconUserShield,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Admin } from '../../web/route.ts';
import type { Label } from '../lib/i18n.ts';

/** One page of the console: a line in the menu and a component that is loaded when it is first opened. */
export interface Page {
  /** `/` or `/broadcasts`; the page also gets everything below it and may have `<Routes>` of its own. */
  readonly path: string;
  readonly label: Label;
  readonly icon: ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>;
  /** `features/<name>/page.tsx`, which exports the component as default. */
  readonly load: () => Promise<{ default: ComponentType }>;
  /** The least role that sees it. Default: everybody. */
  readonly role?: Admin['role'];
  /** What stands at the end of its line in the menu: a count of what waits for somebody, or nothing. */
  readonly Badge?: LazyExoticComponent<ComponentType>;
}

/** Every page, in the order of the menu. To add one, see docs/console.md. */
export const pages: readonly Page[] = [
  {
    path: '/',
    label: { vi: 'Tổng quan', en: 'Overview' },
    icon: IconLayoutDashboard,
    load: () => import('../features/overview/page.tsx'),
  },
  {
    path: '/broadcasts',
    label: { vi: 'Phát tin', en: 'Broadcasts' },
    icon: IconSpeakerphone,
    load: () => import('../features/broadcasts/page.tsx'),
  },
  {
    path: '/materials',
    label: { vi: 'Tài liệu', en: 'Materials' },
    icon: IconBook2,
    load: () => import('../features/materials/page.tsx'),
  },
  {
    path: '/quizzes',
    label: { vi: 'Trắc nghiệm', en: 'Quizzes' },
    icon: IconListCheck,
    load: () => import('../features/quizzes/page.tsx'),
  },
  {
    path: '/meetings',
    label: { vi: 'Cuộc họp', en: 'Meetings' },
    icon: IconCalendarEvent,
    load: () => import('../features/meetings/page.tsx'),
  },
  {
    path: '/difficulties',
    label: { vi: 'Khó khăn', en: 'Difficulties' },
    icon: IconLifebuoy,
    load: () => import('../features/difficulties/page.tsx'),
  },
  {
    path: '/progress',
    label: { vi: 'Tiến độ', en: 'Progress' },
    icon: IconChartBar,
    load: () => import('../features/progress/page.tsx'),
  },
  {
    path: '/groups',
    label: { vi: 'Nhóm', en: 'Groups' },
    icon: IconUsersGroup,
    load: () => import('../features/groups/page.tsx'),
  },
  {
    path: '/people',
    label: { vi: 'Cán bộ', en: 'Officers' },
    icon: IconUsers,
    load: () => import('../features/people/page.tsx'),
  },
  {
    path: '/units',
    label: { vi: 'Đơn vị', en: 'Units' },
    icon: IconHierarchy3,
    load: () => import('../features/units/page.tsx'),
  },
  {
    path: '/kenh',
    label: { vi: 'Kênh', en: 'Channels' },
    icon: IconPlugConnected,
    load: () => import('../features/channels/page.tsx'),
    Badge: lazy(() => import('../features/channels/menu-badge.tsx')),
  },
  {
    path: '/simulator',
    label: { vi: 'Kênh thử', en: 'Simulator' },
    icon: IconDeviceMobileMessage,
    load: () => import('../features/simulator/page.tsx'),
    role: 'editor',
  },
  {
    path: '/audit',
    label: { vi: 'Nhật ký', en: 'Audit log' },
    icon: IconHistory,
    load: () => import('../features/audit/page.tsx'),
  },
  {
    path: '/admins',
    label: { vi: 'Quản trị viên', en: 'Administrators' },
    icon: IconUserShield,
    load: () => import('../features/admins/page.tsx'),
    role: 'owner',
  },
  {
    path: '/settings',
    label: { vi: 'Cài đặt', en: 'Settings' },
    icon: IconSettings,
    load: () => import('../features/settings/page.tsx'),
  },
];
