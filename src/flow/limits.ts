/**
 * Limits of the flow language, each with its unit. What passes them ends with a `failed` effect and a polite sentence,
 * never with a hang.
 */

/** Steps that one event may run before the flow is taken for a loop that does not end. */
export const MAX_STEPS_PER_EVENT = 200;
/** Flows inside one another by `call`, and by interruptions (menu, help). */
export const MAX_CALL_DEPTH = 10;
/** Characters of JSON that the variables of one frame may take: a live quiz of 20 questions in a large group is 900,000. */
export const MAX_VARS_CHARACTERS = 1_000_000;
/** Values shorter than this are stored without measuring the whole: with `MAX_VARS` they cannot pass the limit. */
export const SMALL_VALUE_CHARACTERS = 256;
/** Variables of one flow. */
export const MAX_VARS = 100;
/** Steps of one flow, those inside branches counted too. */
export const MAX_STEPS = 500;
/** Branches inside branches. */
export const MAX_NESTING = 12;
/** Characters of one `{{ … }}` text as written in the file. */
export const MAX_TEMPLATE_CHARACTERS = 10_000;
/** Characters of one condition or `=` value. */
export const MAX_EXPRESSION_CHARACTERS = 1_000;
/** Characters of an answer to `ask: text` unless the step says otherwise. */
export const MAX_ANSWER_CHARACTERS = 2_000;
/** Characters that one message text may have after its variables are filled in; longer is cut with `…`. */
export const MAX_RENDERED_CHARACTERS = 20_000;
/**
 * Milliseconds that one rendering may take: stops `{% for %}` inside `{% for %}` over large lists. Long enough that a
 * machine that pauses does not make an ordinary text fail.
 */
export const MAX_TEMPLATE_MILLISECONDS = 2_000;
/** Objects and characters that one rendering may allocate, as liquidjs counts them. */
export const MAX_TEMPLATE_MEMORY = 200_000;
/** Questions of one `quiz` step. */
export const MAX_QUIZ_QUESTIONS = 50;
/** Options of one quiz question, one letter each. */
export const MAX_QUIZ_OPTIONS = 10;
/** People whose answers one group activity keeps; Zalo groups hold up to 1,000. */
export const MAX_PARTICIPANTS = 1_000;
/** Rows of a scoreboard in a chat; the rest are counted in one line. */
export const MAX_BOARD_ROWS = 10;
/** Times that a question is asked again when the step does not say. */
export const DEFAULT_RETRIES = 2;
/** Most candidates that "which one?" lists for `ask: person` and `ask: unit`. */
export const MAX_CANDIDATES = 10;
/** Options that a list from a variable shows at once; more are behind "Xem thêm". */
export const OPTIONS_PER_PAGE = 10;
/** Options that a list from a variable may have. */
export const MAX_LIST_OPTIONS = 200;
/** Without a `timeout` in the flow: milliseconds of silence after which a conversation ends quietly. */
export const DEFAULT_TIMEOUT_MS = 24 * 3_600_000;
/** Longest duration that can be written, in milliseconds. */
export const MAX_DURATION_MS = 400 * 86_400_000;
/** Answers that "quay lại" can go back. */
export const MAX_BACK = 10;
