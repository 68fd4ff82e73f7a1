import { ok, type Result } from '../base/result.ts';
import type { OutboundMessage } from '../chat/message.ts';

type Named = 'image' | 'file' | 'audio' | 'video';

/**
 * The message with an address that others can open in the place of each file that it names, for the types that a
 * platform shows by their address. What cannot be linked to fails with the sentence that says why.
 */
export const withLinks = (
  message: OutboundMessage,
  types: ReadonlySet<Named>,
  link: (url: string) => Result<string>,
): Result<OutboundMessage> => {
  const linked = <T extends OutboundMessage>(url: string, put: (url: string) => T): Result<OutboundMessage> => {
    const made = link(url);
    return made.ok ? ok(put(made.value)) : made;
  };
  if (!types.has(message.type as Named)) return ok(message);
  switch (message.type) {
    case 'image':
      return linked(message.imageUrl, (imageUrl) => ({ ...message, imageUrl }));
    case 'file':
      return linked(message.fileUrl, (fileUrl) => ({ ...message, fileUrl }));
    case 'audio':
      return linked(message.audioUrl, (audioUrl) => ({ ...message, audioUrl }));
    case 'video':
      return linked(message.videoUrl, (videoUrl) => ({ ...message, videoUrl }));
    default:
      return ok(message);
  }
};
