import { useText } from '../../lib/i18n.ts';
import classes from './phone.module.css';
import { text } from './text.ts';

/** A message as it stands on an officer's phone. */
export const Phone = ({ message }: { message: string }) => {
  const t = useText(text);
  return (
    <div className={classes.phone}>
      <div className={classes.head}>
        <img src={new URL('../../icon.svg', import.meta.url).href} alt="" width={28} height={28} />
        {t.assistant}
      </div>
      <div className={classes.stream}>
        <div className={classes.bubble}>{message}</div>
      </div>
    </div>
  );
};
