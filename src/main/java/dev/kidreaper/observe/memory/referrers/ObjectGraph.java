package dev.kidreaper.observe.memory.referrers;

import java.util.ArrayDeque;
import java.util.BitSet;

/// Some objects and the pointers that lead to them, from one another and from outside. For one
/// thread.
final class ObjectGraph {
    private final Places objects;
    private final Pointers pointers;

    /// @param pointers each with the number of the object to which it leads
    ObjectGraph(Places objects, Pointers pointers) {
        this.objects = objects;
        this.pointers = pointers;
    }

    Places objects() {
        return objects;
    }

    Pointers pointers() {
        return pointers;
    }

    /// Whether a pointer stands in one of the objects.
    boolean isInside(int pointer) {
        return objects.at(pointers.at(pointer)) >= 0;
    }

    /// What is reached from outside.
    ///
    /// @param without the pointers that do not count
    BitSet reached(BitSet without) {
        return reachedFrom(outside(without), without);
    }

    /// The same, and from some of the objects.
    BitSet reachedAlsoFrom(BitSet some) {
        BitSet roots = outside(new BitSet());
        roots.or(some);
        return reachedFrom(roots);
    }

    private BitSet outside(BitSet without) {
        var outside = new BitSet();
        for (int i = 0; i < pointers.count(); i++) {
            if (!without.get(i) && !isInside(i)) {
                outside.set(pointers.target(i));
            }
        }
        return outside;
    }

    /// What some objects hold, and they themselves.
    BitSet reachedFrom(BitSet some) {
        return reachedFrom(some, new BitSet());
    }

    /// The same.
    ///
    /// @param without the pointers that do not count
    BitSet reachedFrom(BitSet some, BitSet without) {
        var reached = new BitSet();
        var next = new ArrayDeque<Integer>();
        some.stream().forEach(object -> add(object, reached, next));
        follow(reached, next, without);
        return reached;
    }

    private void follow(BitSet reached, ArrayDeque<Integer> next, BitSet without) {
        while (!next.isEmpty()) {
            int object = next.remove();
            int first = pointers.from(objects.start(object));
            for (int i = first; i < pointers.count() && pointers.at(i) < objects.end(object); i++) {
                if (!without.get(i)) {
                    add(pointers.target(i), reached, next);
                }
            }
        }
    }

    private static void add(int object, BitSet reached, ArrayDeque<Integer> next) {
        if (!reached.get(object)) {
            reached.set(object);
            next.add(object);
        }
    }

    /// The objects to which any pointer leads.
    BitSet referred() {
        var referred = new BitSet();
        for (int i = 0; i < pointers.count(); i++) {
            referred.set(pointers.target(i));
        }
        return referred;
    }

    /// The bytes of those objects that are pieces.
    long bytes(BitSet some, Places pieces) {
        return some.stream()
                .filter(o -> pieces.at(objects.start(o)) >= 0)
                .mapToLong(objects::bytes)
                .sum();
    }
}
