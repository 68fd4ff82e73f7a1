import { z } from 'zod';
import type { Job, JobOutcome, Queue } from '../queue/queue.ts';
import { ASK_QUEUE, NOTICE_QUEUE, REMIND_QUEUE, SWEEP_QUEUE } from './schedule.ts';
import type { MeetingService } from './service.ts';

const id = z.string().min(1);
const RemindJob = z.object({ meetingId: id, plan: z.number(), minutesBefore: z.number() });
const NoticeJob = z.object({ meetingId: id, noticeId: id });
const AskJob = z.object({ meetingId: id, key: id, plan: z.number().optional() });

/** Hands a job's data on when it has the expected shape; what an older version stored otherwise is given up, not retried. */
const checked =
  <T>(schema: z.ZodType<T>, run: (data: T) => Promise<JobOutcome>) =>
  async (job: Job): Promise<JobOutcome> => {
    const data = schema.safeParse(job.data);
    return data.success ? run(data.data) : { type: 'failed', reason: `unreadable job data: ${data.error.message}` };
  };

/** What this room runs in the background. Call before `queue.start`; the promise sets the schedules. */
export const registerMeetingJobs = async (queue: Queue, service: MeetingService): Promise<void> => {
  const { schedule, meetings } = service;
  queue.process(
    REMIND_QUEUE,
    checked(RemindJob, (job) => schedule.remind(job)),
  );
  queue.process(
    NOTICE_QUEUE,
    checked(NoticeJob, (job) => schedule.notice(job)),
  );
  queue.process(
    ASK_QUEUE,
    checked(AskJob, ({ plan, ...job }) => schedule.askSilent(plan === undefined ? job : { ...job, plan })),
  );
  queue.process(SWEEP_QUEUE, async () => {
    await schedule.sweep();
    await meetings.handOnDue();
    return undefined;
  });
  await queue.every({ key: SWEEP_QUEUE, queue: SWEEP_QUEUE, data: null, rule: { type: 'cron', cron: '*/5 * * * *' } });
};
