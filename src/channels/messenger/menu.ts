import { fail, ok, type Result } from '../../base/result.ts';
import { LIMITS } from './limits.ts';
import { GET_STARTED, MAX_PAYLOAD, sayPayload } from './press.ts';

/** One item of the persistent menu: words that she says by tapping it, or a page that it opens. */
export type MenuItem =
  | { readonly title: string; readonly type: 'say'; readonly text: string }
  | { readonly title: string; readonly type: 'url'; readonly url: string };

/**
 * Reads the menu of the settings, one item a line: `Tài liệu`, `Xem lịch = lịch họp`, `Trang web = https://…`. Empty lines
 * are left out. Fails with the line's number when an item is none, is too long, or there are more than Meta shows.
 */
export const readMenu = (lines: string): Result<readonly MenuItem[]> => {
  const items: MenuItem[] = [];
  for (const [index, line] of lines.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [title = '', ...rest] = line.split('=').map((part) => part.trim());
    const meant = rest.join('=') || title;
    const place = `dòng ${index + 1}`;
    if (title === '') return fail('messenger.menu_item', `Trình đơn, ${place}: thiếu chữ trước dấu “=”.`, place);
    if (title.length > LIMITS.menuTitle)
      return fail('messenger.menu_title', `Trình đơn, ${place}: tên mục dài quá ${LIMITS.menuTitle} ký tự.`, place);
    if (meant.length > MAX_PAYLOAD - 2)
      return fail('messenger.menu_item', `Trình đơn, ${place}: câu sau dấu “=” dài quá. Chị rút ngắn lại.`, place);
    items.push(/^https?:\/\//i.test(meant) ? { title, type: 'url', url: meant } : { title, type: 'say', text: meant });
  }
  if (items.length === 0) return fail('messenger.menu_empty', 'Trình đơn chưa có mục nào. Chị ghi mỗi mục một dòng.');
  return items.length <= LIMITS.menuItems
    ? ok(items)
    : fail('messenger.menu_long', `Trình đơn có ${items.length} mục, Facebook nhận nhiều nhất ${LIMITS.menuItems}.`);
};

/** What the Page shows before and beside the talk. Other properties of the profile stay as they are. */
export const profileOf = (items: readonly MenuItem[]): Readonly<Record<string, unknown>> => ({
  get_started: { payload: GET_STARTED },
  persistent_menu: [
    {
      locale: 'default',
      composer_input_disabled: false,
      call_to_actions: items.map((item) =>
        item.type === 'url'
          ? { type: 'web_url', title: item.title, url: item.url }
          : { type: 'postback', title: item.title, payload: sayPayload(item.text) },
      ),
    },
  ],
});
