import { SETTINGS } from '../config.ts';
import type { Terminal } from './terminal.ts';

/** `chihoi settings`: every setting of the environment with its default and what it is for. */
export const settingsCommand = (terminal: Terminal): number => {
  const blocks = Object.entries(SETTINGS).map(([name, { about, rule }]) => {
    const value = rule.safeParse(undefined).data;
    return `${name}\n  ${about}\n  Mặc định: ${value === undefined ? '(để trống)' : String(value)}`;
  });
  terminal.print(blocks.join('\n\n'));
  terminal.tell('\nĐặt trong môi trường hoặc trong tệp .env ở thư mục của chương trình, mỗi dòng TÊN=giá trị.');
  return 0;
};
