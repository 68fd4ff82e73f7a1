import { Group } from '@mantine/core';
import { IconCalendarOff, IconCalendarTime, IconRefresh, IconScale } from '@tabler/icons-react';
import type { Origin } from '../../../content/types.ts';
import { Tag } from '../../components/tag.tsx';
import { useUnitName, useUnits } from '../../components/unit-picker.tsx';
import { useText } from '../../lib/i18n.ts';
import { useMay, useSession } from '../../lib/session.ts';
import { today } from './days.ts';
import { text } from './text.ts';

interface Owned {
  readonly origin: Origin;
  readonly unitPath: string;
}

/** Whether she may change it: own content of her unit and below. The server decides. */
export const useMayChange = (): ((item: Owned) => boolean) => {
  const { admin } = useSession();
  const edit = useMay('editor');
  return ({ origin, unitPath }) => edit && origin === 'own' && unitPath.startsWith(admin.unitPath);
};

/** "Thư viện chung", or the name of the unit that wrote it; units above her have no name in her list. */
export const useOriginName = (): ((item: Owned) => string) => {
  const t = useText(text);
  const { admin } = useSession();
  const units = useUnits();
  const unitName = useUnitName();
  return ({ origin, unitPath }) => {
    if (origin === 'library') return t.library;
    const known = unitPath === admin.unitPath || units.data?.some(({ path }) => path === unitPath);
    return known ? unitName(unitPath) : t.upper;
  };
};

interface Flagged {
  readonly reviewYearly: boolean;
  readonly reviewLegal: boolean;
  readonly suggestion?: boolean;
  readonly validFrom?: string;
  readonly validTo?: string;
}

const ICON = { size: 16, 'aria-hidden': true } as const;

/** What an administrator should know before she uses a text. Nothing when there is nothing to know. */
export const ReviewTags = ({ item }: { item: Flagged }) => {
  const t = useText(text);
  const day = today();
  const tags = [
    item.validTo !== undefined && item.validTo < day && (
      <Tag key="expired" tone="bad" icon={<IconCalendarOff {...ICON} />}>
        {t.expired}
      </Tag>
    ),
    item.validFrom !== undefined && item.validFrom > day && (
      <Tag key="later" tone="off" icon={<IconCalendarTime {...ICON} />}>
        {t.later}
      </Tag>
    ),
    item.reviewLegal && (
      <Tag key="legal" tone="doubt" icon={<IconScale {...ICON} />}>
        {t.legal}
      </Tag>
    ),
    item.reviewYearly && (
      <Tag key="yearly" tone="info" icon={<IconRefresh {...ICON} />}>
        {t.yearly}
      </Tag>
    ),
    item.suggestion && (
      <Tag key="suggestion" tone="plain">
        {t.suggestion}
      </Tag>
    ),
  ].filter(Boolean);
  return tags.length === 0 ? null : <Group gap={6}>{tags}</Group>;
};
