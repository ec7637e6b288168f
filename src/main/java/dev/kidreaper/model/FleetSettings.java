package dev.kidreaper.model;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How this host shares a budget with others.
///
/// @param group the name of those that share it
/// @param host this host's name among them; null: as the kernel calls it
/// @param endpoints of the store, any of which may be asked
/// @param user by which we are known there; null: nobody asks
/// @param passwordFile the path of the file with that user's password; null: there is none
/// @param ca the path of the file with the certificates that are believed; null: the JVM's own
/// @param atOnce how many workers of the group may be away: `20`, or `2%` of all
/// @param failures after so many in a row no more workers are recycled
/// @param presumeGone after that time without a sign a host counts as gone
/// @param soak how long a replacement must have served before the next worker may go for it
/// @param version of the application; null: see the file
/// @param versionFile the path of a file whose first line is the application's version; null: none
/// @param holdWhen a question to Prometheus that holds all recycles while its answer is not empty;
///   null: none
public record FleetSettings(
        String group,
        @Nullable String host,
        List<URI> endpoints,
        @Nullable String user,
        @Nullable String passwordFile,
        @Nullable String ca,
        String atOnce,
        int failures,
        Duration presumeGone,
        Duration soak,
        @Nullable String version,
        @Nullable String versionFile,
        @Nullable URI holdWhen) {
    public FleetSettings {
        endpoints = List.copyOf(endpoints);
    }
}
