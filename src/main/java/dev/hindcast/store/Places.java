package dev.hindcast.store;

import java.util.Arrays;
import java.util.function.BiPredicate;

/**
 * Things in the order in which they were first named, found again by a number and then by what they are. Emptied between entities in no
 * more time than it took to fill.
 */
final class Places<T> {
    private final BiPredicate<T, T> same;
    private Object[] things = new Object[32];
    private long[] keys = new long[32];
    /** By place, where in {@link #table} it stands. */
    private int[] slots = new int[32];

    private int size;
    /** By what is left of the number: a place + 1, or 0. Never more than half full. */
    private int[] table = new int[64];

    /** @param same whether two things of one number that are not one object are the same all the same */
    Places(BiPredicate<T, T> same) {
        this.same = same;
    }

    void clear() {
        for (int place = 0; place < size; place++) {
            table[slots[place]] = 0;
            things[place] = null;
        }
        size = 0;
    }

    /** Its place, or -1 if it was not named before. */
    int find(long key, T thing) {
        int known = table[slot(key, thing)];
        return known - 1;
    }

    /** Its place, or -1 if it was not named before; it is now. */
    int findOrAdd(long key, T thing) {
        int slot = slot(key, thing);
        int known = table[slot];
        if (known == 0) {
            add(slot, key, thing);
        }
        return known - 1;
    }

    /** Where the thing stands, or where it would. */
    @SuppressWarnings("unchecked")
    private int slot(long key, T thing) {
        int mask = table.length - 1;
        int slot = spread(key) & mask;
        for (int known = table[slot]; known != 0; known = table[slot]) {
            int place = known - 1;
            if (keys[place] == key && (things[place] == thing || same.test((T) things[place], thing))) {
                break;
            }
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void add(int slot, long key, T thing) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
            things = Arrays.copyOf(things, size * 2);
            slots = Arrays.copyOf(slots, size * 2);
            table = new int[size * 4];
            for (int place = 0; place < size; place++) {
                slots[place] = free(keys[place]);
                table[slots[place]] = place + 1;
            }
            slot = free(key);
        }
        keys[size] = key;
        things[size] = thing;
        slots[size] = slot;
        table[slot] = ++size;
    }

    private int free(long key) {
        int slot = spread(key) & table.length - 1;
        while (table[slot] != 0) {
            slot = slot + 1 & table.length - 1;
        }
        return slot;
    }

    private static int spread(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32 ^ mixed >>> 48);
    }
}
