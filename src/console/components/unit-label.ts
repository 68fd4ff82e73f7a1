import { useMemo } from 'react';
import { useUnits } from './unit-picker.tsx';

/** `Chi hội Nà Mơ, Xã Ba Bể`: a chapter's name does not say where it is, so its commune's name goes with it. */
export const useUnitLabel = (): ((unit: { readonly name: string; readonly path: string }) => string) => {
  const { data } = useUnits();
  return useMemo(() => {
    const byPath = new Map(data?.map((unit) => [unit.path, unit]));
    return ({ name, path }) => {
      const parent = byPath.get(path.replace(/[^/]+\/$/, ''));
      return parent === undefined || parent.level === 'tinh' ? name : `${name}, ${parent.name}`;
    };
  }, [data]);
};
