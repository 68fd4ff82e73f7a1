import { type OptionsFilter, Select, type SelectProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { UnitOption } from '../../web/ports.ts';
import { common } from '../app/text.ts';
import { api } from '../lib/api.ts';
import { useText } from '../lib/i18n.ts';
import { useSession } from '../lib/session.ts';

/** Units of today in the administrator's scope, parents before children; kept for the session's length. */
export const useUnits = () =>
  useQuery({
    queryKey: ['unit', 'all'],
    queryFn: () => api.get<{ rows: UnitOption[] }>('/scope/units'),
    select: (answer) => answer.rows,
    staleTime: 5 * 60_000,
  });

/** `Xã Ba Bể` for a path; the path's last id while the names are not there yet. */
export const useUnitName = (): ((path: string) => string) => {
  const t = useText(common);
  const { data } = useUnits();
  return (path) =>
    path === '/' ? t.wholeHouse : (data?.find((unit) => unit.path === path)?.name ?? path.split('/').at(-2) ?? path);
};

/**
 * `Chi hội Nà Mơ, Xã Ba Bể`: villages of one name are in many communes, so what stands below a commune takes its name
 * along.
 */
const withParents = (units: readonly UnitOption[]): { value: string; label: string; level: string }[] => {
  const byPath = new Map(units.map((unit) => [unit.path, unit]));
  return units.map(({ path, name, level }) => {
    const parent = byPath.get(path.replace(/[^/]+\/$/, ''));
    return { value: path, label: parent && parent.level !== 'tinh' ? `${name}, ${parent.name}` : name, level };
  });
};

export interface UnitPickerProps
  extends Pick<SelectProps, 'label' | 'error' | 'required' | 'description' | 'disabled'> {
  /** A unit's path, `/19/01864/`. */
  readonly value: string | null;
  readonly onChange: (path: string | null) => void;
  /** Only units of these levels, for example `['xa', 'phuong']`. */
  readonly levels?: readonly string[];
  /** Offers the whole scope of the administrator as the first choice. */
  readonly withScope?: boolean;
}

/** Chooses one unit in the administrator's scope by typing a part of its name, with or without diacritics. */
export const UnitPicker = ({ value, onChange, levels, withScope = false, ...rest }: UnitPickerProps) => {
  const t = useText(common);
  const { admin, unitName } = useSession();
  const { data, isPending } = useUnits();
  const named = useMemo(() => withParents(data ?? []), [data]);
  const options = named.filter((unit) => levels === undefined || levels.includes(unit.level));
  const scope = { value: admin.unitPath, label: unitName ?? t.wholeHouse };
  const all = withScope && !options.some((option) => option.value === scope.value) ? [scope, ...options] : options;
  return (
    <Select
      {...rest}
      data={all}
      value={value}
      onChange={onChange}
      searchable
      clearable={!rest.required}
      nothingFoundMessage={isPending ? t.loading : t.emptyList}
      filter={foldedFilter}
      limit={100}
    />
  );
};

/** Without diacritics and case, as names are typed. */
export const fold = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase().trim();

/** For Mantine's `filter`: options that hold what was typed, with or without diacritics. */
export const foldedFilter: OptionsFilter = ({ options, search, limit }) => {
  const wanted = fold(search);
  return options.filter((item) => 'label' in item && fold(item.label).includes(wanted)).slice(0, limit);
};
