import { useSession } from '../lib/session.ts';
import { useUnits } from './unit-picker.tsx';

/**
 * The unit a page begins with: the administrator's own; for one of the whole house the unit at its top, as the house
 * itself is no unit that could meet or be counted. Undefined while the units are not there yet.
 */
export const useHomeUnit = (): string | undefined => {
  const { admin } = useSession();
  const { data } = useUnits();
  if (admin.unitPath !== '/') return admin.unitPath;
  if (data === undefined) return undefined;
  return data[0]?.path ?? '/';
};
