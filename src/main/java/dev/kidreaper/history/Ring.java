package dev.kidreaper.history;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The latest elements of a sequence. Each has its number in the sequence, from 0.
final class Ring<T> {
    private final List<@Nullable T> slots;
    private final int size;
    private long next;

    Ring(int size) {
        this.size = size;
        this.slots = new ArrayList<>();
    }

    void add(T item) {
        int slot = (int) (next % size);
        if (slot < slots.size()) {
            slots.set(slot, item);
        } else {
            slots.add(item);
        }
        next++;
    }

    /// The number of the next element.
    long next() {
        return next;
    }

    /// The number of the oldest element that is still here.
    long first() {
        return Math.max(0, next - size);
    }

    /// The elements from a number on that are still here, up to a count.
    List<T> from(long number, int most) {
        long start = Math.max(number, first());
        long end = Math.min(next, start + most);
        var items = new ArrayList<T>();
        for (long i = start; i < end; i++) {
            T item = slots.get((int) (i % size));
            if (item != null) {
                items.add(item);
            }
        }
        return items;
    }

    List<T> all() {
        return from(first(), size);
    }
}
