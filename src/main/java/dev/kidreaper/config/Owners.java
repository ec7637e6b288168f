package dev.kidreaper.config;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipalLookupService;
import org.jspecify.annotations.Nullable;

/// Owners of files, `USER`, `USER:GROUP` or `:GROUP`, as this machine knows them.
final class Owners {
    private Owners() {}

    /// What of an owner this machine does not know, a sentence; null: it knows all of it.
    static @Nullable String unknown(String owner) {
        UserPrincipalLookupService users = FileSystems.getDefault().getUserPrincipalLookupService();
        String[] part = owner.split(":", 2);
        try {
            if (!part[0].isEmpty()) {
                users.lookupPrincipalByName(part[0]);
            }
        } catch (IOException e) {
            return "this machine has no user '%s', so the start would fail here".formatted(part[0]);
        }
        try {
            if (part.length > 1) {
                users.lookupPrincipalByGroupName(part[1]);
            }
        } catch (IOException e) {
            return "this machine has no group '%s', so the start would fail here"
                    .formatted(part[1]);
        }
        return null;
    }
}
