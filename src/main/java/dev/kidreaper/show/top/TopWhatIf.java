package dev.kidreaper.show.top;

import java.util.List;

/// What other limits would mean for a pool, as `top` shows it.
///
/// @param pool whose answer it is; empty: none yet
/// @param suggested a limit in bytes; 0: none
/// @param reason for the suggestion, or why there is none
/// @param lives of workers on which it rests
/// @param trouble why there is no answer; empty: there is one
public record TopWhatIf(
        String pool, List<Row> rows, long suggested, String reason, long lives, String trouble) {
    /// None yet.
    public static final TopWhatIf NONE = new TopWhatIf("", List.of(), 0, "", 0, "");

    /// One limit.
    ///
    /// @param life in seconds; not a number: without end
    /// @param away the part of the time in which a worker is away
    /// @param beyond whether no worker has been so large
    public record Row(
            long limit,
            double life,
            double perDay,
            long average,
            long peak,
            double away,
            boolean beyond) {}

    public TopWhatIf {
        rows = List.copyOf(rows);
    }

    /// There is no answer.
    public static TopWhatIf trouble(String pool, String why) {
        return new TopWhatIf(pool, List.of(), 0, "", 0, why);
    }
}
