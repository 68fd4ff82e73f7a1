import { capital } from '../text/filters.ts';

/** The assistant's own sentences, for when a flow does not bring its own. `you` is the word for the person. */
export const SAY = {
  failed: (you: string) =>
    `Em xin lỗi ${you}, em đang gặp trục trặc nên chưa làm được việc này. ${capital(you)} thử lại sau giúp em ạ.`,
  notUnderstood: (you: string) => `Em chưa hiểu ý ${you} ạ.`,
  gaveUp: (you: string) =>
    `Em xin lỗi, em vẫn chưa hiểu ý ${you}. ${capital(you)} nhắn "gặp cán bộ" để có người giúp, hoặc "menu" để chọn việc khác ạ.`,
  stopped: (you: string) => `Vâng, em dừng ở đây ạ. ${capital(you)} cần gì cứ nhắn em.`,
  quizStopped: () => 'Vâng, em dừng phần câu hỏi ở đây ạ.',
  stopOrAnswer: (you: string, text: string) => `${capital(you)} muốn dừng, hay trả lời là "${text}" ạ?`,
  stopOption: () => 'Dừng lại',
  answerOption: (text: string) => `Trả lời "${text}"`,
  help: (you: string) =>
    `${capital(you)} trả lời câu em hỏi bên dưới ạ. Hoặc nhắn: "quay lại" về câu trước, "menu" chọn việc khác, "dừng" để thôi, "gặp cán bộ" để có người giúp.`,
  human: (you: string) =>
    `Vâng, em báo cán bộ phụ trách liên hệ với ${you} ạ. Khi nào muốn làm tiếp với em, ${you} nhắn "tiếp tục".`,
  humanReason: (name: string, title: string) => `${name || 'Người dùng'} muốn gặp cán bộ (đang ở: ${title})`,
  resume: (you: string, title: string) => `${capital(you)} có muốn làm tiếp "${title}" không ạ?`,
  resumeYes: () => 'Làm tiếp',
  resumeNo: () => 'Thôi ạ',
  nothingBack: () => 'Em không quay lại câu trước được nữa ạ.',
  whichOne: (you: string) => `Có mấy lựa chọn giống nhau, ${you} chọn giúp em ạ.`,
  more: () => 'Xem thêm',
  skipHint: (you: string) => `(${capital(you)} có thể trả lời "bỏ qua" ạ.)`,
  yes: () => 'Có',
  no: () => 'Không',
  noPrompt: (you: string) => `${capital(you)} trả lời giúp em ạ.`,
  again: {
    text: (you: string) => `${capital(you)} ghi giúp em bằng chữ ạ.`,
    tooShort: (min: number) => `Câu trả lời cần ít nhất ${min} ký tự ạ.`,
    tooLong: (max: number) => `Câu trả lời dài quá ${max} ký tự, em chưa ghi được ạ.`,
    number: () => 'Em cần một con số ạ, ví dụ 25.',
    least: (min: number) => `Con số cần từ ${min} trở lên ạ.`,
    most: (max: number) => `Con số cần từ ${max} trở xuống ạ.`,
    yes_no: (you: string) => `${capital(you)} trả lời "có" hoặc "không" giúp em ạ.`,
    date: () => 'Em chưa đọc được ngày ạ. Ví dụ: 27/11, thứ sáu tuần này, mai.',
    moment: () => 'Em chưa đọc được ngày giờ ạ. Ví dụ: 19h30 ngày 27/11, 8h sáng mai.',
    hour: (you: string, day: string) => `${capital(you)} cho em xin giờ của ${day} ạ. Ví dụ: 19h30.`,
    phone: () => 'Em chưa đọc được số điện thoại ạ. Ví dụ: 0912 345 678.',
    person: () => 'Em chưa tìm thấy người này ạ. Ghi đầy đủ họ tên giúp em.',
    unit: () => 'Em chưa tìm thấy đơn vị này ạ. Ghi đầy đủ tên xã, phường hoặc chi hội giúp em.',
    photo: (you: string) => `${capital(you)} gửi giúp em một tấm ảnh ạ.`,
    check: (you: string) => `Câu trả lời chưa phù hợp, ${you} trả lời lại giúp em ạ.`,
  },
  quiz: {
    question: (number: number, total: number, text: string) => (total === 1 ? text : `Câu ${number}/${total}: ${text}`),
    liveQuestion: (number: number, total: number, seconds: string, text: string) =>
      `Câu ${number}/${total} (${seconds}): ${text}`,
    liveHint: () => 'Các chị trả lời bằng số hoặc chữ cái của đáp án ạ.',
    right: () => '✅ Đúng rồi ạ!',
    wrong: (answer: string) => `❌ Chưa đúng ạ. Đáp án: ${answer}`,
    unclear: (you: string) => `${capital(you)} chọn giúp em một đáp án bằng số hoặc chữ cái ạ.`,
    source: (source: string) => `(Nguồn: ${source})`,
    result: (you: string, right: number, total: number) => `${capital(you)} trả lời đúng ${right}/${total} câu ạ.`,
    closed: (number: number, total: number, answer: string) => `⏰ Hết giờ câu ${number}/${total}. Đáp án: ${answer}`,
    count: (right: number, people: number) =>
      people === 0 ? 'Câu này chưa có ai trả lời ạ.' : `${right}/${people} người trả lời đúng.`,
    board: (questions: number, people: number) => `🏆 Kết quả: ${questions} câu hỏi, ${people} người tham gia`,
    boardRow: (rank: number, name: string, right: number, total: number) => `${rank}. ${name}: ${right}/${total}`,
    boardRest: (count: number) => `… và ${count} người nữa`,
    nobody: () => 'Lần này chưa có ai trả lời ạ.',
  },
  notRecorded: (name: string) => `Em chưa ghi được câu trả lời của ${name}, trả lời lại giúp em ạ.`,
} as const;

/** `30 giây`, `2 phút`, `1 giờ 30 phút`. */
export const spokenSeconds = (seconds: number): string => {
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'ngày'],
    [Math.floor((seconds % 86_400) / 3_600), 'giờ'],
    [Math.floor((seconds % 3_600) / 60), 'phút'],
    [Math.round(seconds % 60), 'giây'],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
};
