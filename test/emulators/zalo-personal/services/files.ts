import { createHash } from 'node:crypto';
import { type Call, deliver, type Handlers, json, optional, type Parts, placeFor, Refused, text } from '../call.ts';
import { firstPart } from '../exchange.ts';

/** How long after the last piece the `file_done` event comes, in milliseconds. */
const FILE_DONE_MS = 15;

interface Upload {
  readonly pieces: Map<number, Buffer>;
  readonly total: number;
}

const params = (fields: Record<string, unknown>) => JSON.stringify(fields);

/** Pictures, files, voices and videos: uploads in pieces, then the message. */
export const fileHandlers = (parts: Parts): Handlers => {
  const { world, sockets, mediaUrl } = parts;
  const uploads = new Map<string, Upload>();

  /** The whole content once every piece is here. */
  const piece = (call: Call): { whole?: Buffer; name: string } => {
    placeFor(world, call);
    const name = text(call.params, 'fileName');
    const id = `${call.account} ${text(call.params, 'clientId')} ${name}`;
    const upload = uploads.get(id) ?? { pieces: new Map(), total: Number(text(call.params, 'totalChunk')) };
    uploads.set(id, upload);
    upload.pieces.set(Number(text(call.params, 'chunkId')), firstPart(call.exchange));
    if (upload.pieces.size < upload.total) return { name };
    uploads.delete(id);
    const inOrder = [...upload.pieces].sort(([one], [two]) => one - two).map(([, bytes]) => bytes);
    const whole = Buffer.concat(inOrder);
    if (whole.length !== Number(text(call.params, 'totalSize'))) throw new Refused(114, 'Thiếu phần của tệp');
    return { name, whole };
  };

  const uploadImage = (call: Call) => {
    const { whole, name } = piece(call);
    const common = { chunkId: Number(call.params['chunkId']), clientFileId: text(call.params, 'clientId') };
    if (!whole) return { ...common, photoId: '-1', finished: 0 };
    const id = world.nextId('file');
    const type = name.endsWith('.png') ? 'image/png' : 'image/jpeg';
    world.files.set(`photo/${id}`, { name, type, bytes: whole });
    const url = mediaUrl(`photo/${id}`);
    return { ...common, photoId: id, normalUrl: url, hdUrl: url, thumbUrl: url, finished: 1 };
  };

  const sendImage = (call: Call) => {
    const place = placeFor(world, call);
    const stored = world.files.get(`photo/${text(call.params, 'photoId')}`);
    if (!stored) throw new Refused(114);
    const caption = optional(call.params, 'desc') ?? '';
    const href = text(call.params, 'hdUrl');
    const size = { width: call.params['width'], height: call.params['height'] };
    const { msgId } = deliver(
      parts,
      call,
      {
        place,
        msgType: 'chat.photo',
        cliMsgId: text(call.params, 'clientId'),
        content: {
          title: caption,
          description: '',
          href,
          thumb: text(call.params, 'thumbUrl'),
          childnumber: 0,
          action: '',
          params: params({ ...size, hd: href }),
          type: '',
        },
      },
      { kind: 'image', text: caption, file: { name: stored.name, bytes: stored.bytes.length } },
    );
    return { msgId };
  };

  const uploadFile = (call: Call) => {
    const { whole, name } = piece(call);
    const common = { chunkId: Number(call.params['chunkId']), clientFileId: text(call.params, 'clientId') };
    if (!whole) return { ...common, fileId: '-1', finished: 0 };
    const id = world.nextId('file');
    world.files.set(`file/${id}`, { name, type: 'application/octet-stream', bytes: whole });
    const done = { content: { act_type: 'file_done', fileId: id, data: { url: mediaUrl(`file/${id}`) } } };
    setTimeout(() => sockets.push(call.account, 601, 0, { controls: [done] }), FILE_DONE_MS).unref();
    return { ...common, fileId: id, finished: 1 };
  };

  const sendFile = (call: Call) => {
    const place = placeFor(world, call);
    const stored = world.files.get(`file/${text(call.params, 'fileId')}`);
    if (!stored) throw new Refused(114);
    if (createHash('md5').update(stored.bytes).digest('hex') !== text(call.params, 'checksum'))
      throw new Refused(114, 'Tổng kiểm tra không khớp');
    const name = text(call.params, 'fileName');
    const { msgId } = deliver(
      parts,
      call,
      {
        place,
        msgType: 'share.file',
        cliMsgId: text(call.params, 'clientId'),
        content: {
          title: name,
          description: '',
          href: text(call.params, 'fileUrl'),
          thumb: '',
          childnumber: 0,
          action: '',
          params: params({ fileSize: String(stored.bytes.length), fileExt: name.split('.').at(-1) ?? '' }),
          type: '',
        },
      },
      { kind: 'file', text: name, file: { name, bytes: stored.bytes.length } },
    );
    return { msgId };
  };

  const forward = (call: Call) => {
    const place = placeFor(world, call);
    const voice = Number(call.params['msgType']) === 3;
    const info = json<{ voiceUrl?: string; videoUrl?: string; title?: string }>(call.params, 'msgInfo');
    const href = info.voiceUrl ?? info.videoUrl ?? '';
    const { msgId } = deliver(
      parts,
      call,
      {
        place,
        msgType: voice ? 'chat.voice' : 'chat.video.msg',
        cliMsgId: text(call.params, 'clientId'),
        content: { title: '', description: '', href, thumb: '', childnumber: 0, action: '', params: '{}', type: '' },
      },
      { kind: voice ? 'voice' : 'video', text: info.title ?? href },
    );
    return { msgId };
  };

  const both = (path: string, handler: (call: Call) => unknown) => ({
    [`file /api/message/${path}`]: handler,
    [`file /api/group/${path}`]: handler,
  });
  return {
    ...both('photo_original/upload', uploadImage),
    ...both('photo_original/send', sendImage),
    ...both('asyncfile/upload', uploadFile),
    ...both('asyncfile/msg', sendFile),
    ...both('forward', forward),
  };
};
