package dev.hindcast.cli;

import dev.hindcast.reconstruction.Reconstruction;
import picocli.CommandLine.IVersionProvider;

/** The version of hindcast, which is part of every result. */
final class HindcastVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"hindcast " + Reconstruction.VERSION};
    }
}
