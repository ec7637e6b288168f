package dev.kidreaper.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who refers to what a worker's heap accumulated between two looks at it. Only pieces of the sizes
/// that accumulate count.
///
/// @param pieces how many there are; small ones of one size count together
/// @param bytes in all of them
/// @param elements how many pointers to them stand in an array, one after another
/// @param inArray the bytes of those that this array holds, which grows at its end
/// @param lost the bytes of those to which nothing refers, or only what is lost; 0 if that cannot
///   be told
/// @param garbage the bytes of those to which only garbage refers, which a collector will free
/// @param spare the bytes of those that were freed, and that the interpreter keeps for others
public record Referrers(
        int pieces, long bytes, int elements, long inArray, long lost, long garbage, long spare) {
    /// Those of some workers together; null if none is known.
    public static @Nullable Referrers sum(List<? extends @Nullable Referrers> workers) {
        Referrers sum = null;
        for (Referrers worker : workers) {
            if (worker != null) {
                sum = sum == null ? worker : sum.plus(worker);
            }
        }
        return sum;
    }

    private Referrers plus(Referrers other) {
        return new Referrers(
                pieces + other.pieces,
                bytes + other.bytes,
                elements + other.elements,
                inArray + other.inArray,
                lost + other.lost,
                garbage + other.garbage,
                spare + other.spare);
    }

    /// The part of them that an array holds, from 0 to 1.
    public double arrayPart() {
        return bytes == 0 ? 0 : (double) inArray / bytes;
    }

    /// The part of them that is garbage, from 0 to 1.
    public double garbagePart() {
        return bytes == 0 ? 0 : (double) garbage / bytes;
    }

    /// The part of them that is lost, from 0 to 1.
    public double lostPart() {
        return bytes == 0 ? 0 : (double) lost / bytes;
    }

    /// The part of them that was freed and is kept for others, from 0 to 1.
    public double sparePart() {
        return bytes == 0 ? 0 : (double) spare / bytes;
    }
}
