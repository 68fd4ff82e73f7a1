import { describe, expect, it } from 'vitest';
import { loginKey, makeZcid, pack, seal, sealLogin, signKey } from './wire.ts';

describe('the wire', () => {
  it('makes the values that the real client makes', () => {
    const zcid = makeZcid(30, 'imei-1', 1_700_000_000_000);
    expect(zcid).toBe('0E1E394F287EC558340011224B0BAE698D6F8454F6A9D7AFA8C0F07059D228A5');
    const key = loginKey(zcid, 'abcdef1');
    expect(key).toBe('586ADE0D013427C5301258290008F796');
    expect(sealLogin(key, { a: 1 })).toBe('c2GbmWQovjhsbL5mhPc3UA==');
    const values = { imei: 'imei-1', type: '30', client_version: '685', computer_name: 'Web' };
    expect(signKey('getserverinfo', values)).toBe('e056a872bbfd6d4998380170e8df066b');
    expect(seal('AAECAwQFBgcICQoLDA0ODw==', { toid: '1', message: 'chào' })).toBe(
      'CgDRXFgHESBHpRQ50nZuBzmJOPU9zP4JNYa0gL8Z0ac=',
    );
    const packed = pack(
      3,
      Buffer.alloc(32, 7).toString('base64'),
      { msgs: [] },
      Buffer.alloc(16, 1),
      Buffer.alloc(16, 2),
    );
    expect(decodeURIComponent(packed.data)).toBe(
      'AQEBAQEBAQEBAQEBAQEBAQICAgICAgICAgICAgICAgLmgqAmmTFl55H2ETzWwSKBRCFpx3KaK68hJ8sT4+ly1QcH7i0=',
    );
  });
});
