package org.cria.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where results go. Unlike {@link System#out} it remembers why it could not be written, so that a command whose output is lost does
 * not end as if all were well.
 */
public final class StandardOutput extends OutputStream {
    private final OutputStream out;
    private final BooleanSupplier pipe;
    private volatile @Nullable IOException failure;

    /** @param pipe whether a reader is at the other end, who may leave */
    StandardOutput(OutputStream out, BooleanSupplier pipe) {
        this.out = out;
        this.pipe = pipe;
    }

    /** Takes the place of {@link System#out}; to be called before anything is written. */
    public static StandardOutput ofProcess() {
        StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out), StandardOutput::isPipe);
        System.setOut(new PrintStream(output, false, StandardCharsets.UTF_8));
        return output;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (failure != null) {
            throw failure; // a disk with room again would leave a hole in the output
        }
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** What went wrong, for users; empty if nothing did, or if a reader of a pipe had enough. */
    public Optional<String> complaint() {
        IOException found = failure;
        if (found == null || isReaderGone(found)) {
            return Optional.empty();
        }
        return Optional.of("standard output cannot be written (" + found.getMessage()
                + "), so what was printed is not whole. Make room for it, or send it elsewhere.");
    }

    /** The system's message is in the user's language, so what stdout is counts too. */
    private boolean isReaderGone(IOException found) {
        return String.valueOf(found.getMessage()).toLowerCase(Locale.ROOT).contains("pipe") || pipe.getAsBoolean();
    }

    private static boolean isPipe() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return target.startsWith("pipe:") || target.startsWith("socket:");
        } catch (IOException | UnsupportedOperationException e) {
            return false; // a system that does not tell
        }
    }
}
