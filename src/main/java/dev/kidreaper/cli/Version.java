package dev.kidreaper.cli;

import picocli.CommandLine.IVersionProvider;

/// The version of kidreaper, from the jar's manifest.
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"kidreaper " + (version == null ? "(not packaged)" : version)};
    }
}
