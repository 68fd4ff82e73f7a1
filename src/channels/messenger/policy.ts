import type { StateReport } from '../kind.ts';

const because = (reason: string | undefined): string => (reason ? ` Lý do Facebook ghi: ${reason.slice(0, 300)}` : '');

/** What Meta's policy events mean for the account; undefined for an action that is not known. */
export const policyReport = (action: string | undefined, reason: string | undefined): StateReport | undefined => {
  switch (action) {
    case 'block':
      return {
        state: 'blocked',
        sentence: `Facebook đã chặn Trang gửi tin. Chị mở mục Chất lượng Trang trên Facebook để xem và khiếu nại.${because(reason)}`,
      };
    case 'warning':
      return {
        state: 'connected',
        sentence: `Facebook cảnh báo Trang về chính sách nhắn tin. Chị xem lại nội dung đã gửi.${because(reason)}`,
      };
    case 'unblock':
      return { state: 'connected', sentence: 'Facebook đã bỏ chặn, Trang gửi tin lại được.' };
    default:
      return undefined;
  }
};
