import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ExpiringMap } from '../../lib/store/expiring-map.js';

const KEYS = ['a', 'b', 'c', 'd'] as const;

const change = fc.oneof(
  fc.record({ does: fc.constant('set'), key: fc.constantFrom(...KEYS), value: fc.nat() }),
  fc.record({ does: fc.constant('delete'), key: fc.constantFrom(...KEYS), value: fc.constant(0) }),
);

it('ExpiringMap holds the same entries as a Map and knows the oldest one.', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      const map = new ExpiringMap<number>();
      const model = new Map<string, number>();
      for (const { does, key, value } of changes) {
        model.delete(key);
        if (does === 'set') {
          map.set(key, value);
          model.set(key, value);
        } else {
          map.delete(key);
        }
        const [first] = model;
        expect(map.size).toBe(model.size);
        expect(map.oldest && [map.oldest.key, map.oldest.value]).toEqual(first);
        expect(KEYS.map((each) => map.get(each))).toEqual(KEYS.map((each) => model.get(each)));
      }
      // Emptied from its oldest entry on, the order comes out whole.
      const order = Array.from(model, () => {
        const key = map.oldest?.key ?? 'none';
        map.delete(key);
        return key;
      });
      expect(order).toEqual([...model.keys()]);
      expect([map.size, map.oldest]).toEqual([0, undefined]);
    }),
  );
});
