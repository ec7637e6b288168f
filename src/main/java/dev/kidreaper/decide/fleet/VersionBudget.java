package dev.kidreaper.decide.fleet;

/// What one version of the application may do with its group's budget. A version that was not seen
/// before begins with one worker, and each success doubles that.
///
/// @param version empty: not known, and then it has all of the budget
/// @param failures how many there were in a row
/// @param allowed how many workers may be away that belong to it; {@link #ALL}: no bound
/// @param frozen whether no more of its workers are recycled
public record VersionBudget(String version, int failures, int allowed, boolean frozen) {
    /// As many as the budget has.
    public static final int ALL = Integer.MAX_VALUE;

    /// One that was not seen before.
    static VersionBudget begin(String version) {
        return new VersionBudget(version, 0, version.isEmpty() ? ALL : 1, false);
    }

    /// After a worker whose replacement serves.
    ///
    /// @param k the whole budget
    VersionBudget succeeded(int k) {
        int more = allowed >= k || allowed > k / 2 ? ALL : allowed * 2;
        return new VersionBudget(version, 0, more, frozen);
    }

    /// After a worker that has gone and was not replaced.
    ///
    /// @param most after so many in a row it is frozen
    VersionBudget failed(int most) {
        int now = failures + 1;
        return new VersionBudget(version, now, allowed, frozen || now >= most);
    }

    /// After an operator has looked.
    VersionBudget resumed() {
        return new VersionBudget(version, 0, allowed, false);
    }

    /// Whether only some of its workers may be away for now.
    boolean isTrial(int k) {
        return allowed < k;
    }
}
