/** An error as Meta answers it. */
export interface Refusal {
  readonly status: number;
  readonly code: number;
  readonly subcode?: number;
  readonly message: string;
}

export const refuse = (code: number, subcode: number | undefined, message: string, status = 400): Refusal => ({
  status,
  code,
  ...(subcode !== undefined && { subcode }),
  message: `(#${code}) ${message}`,
});

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'status' in value && 'code' in value && 'message' in value;

export const refusalBody = ({ code, subcode, message }: Refusal, trace: string): Record<string, unknown> => ({
  error: {
    message,
    type: 'OAuthException',
    code,
    ...(subcode !== undefined && { error_subcode: subcode }),
    fbtrace_id: trace,
  },
});
