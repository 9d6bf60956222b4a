package dev.hindcast.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of hindcast, which is part of every result. */
final class HindcastVersion implements IVersionProvider {
    static String text() {
        return "0.1.0";
    }

    @Override
    public String[] getVersion() {
        return new String[] {"hindcast " + text()};
    }
}
