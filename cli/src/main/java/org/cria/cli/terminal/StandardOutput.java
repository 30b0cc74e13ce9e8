package org.cria.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
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
    /** The system property with the number of the descriptor that results go to. */
    private static final String DESCRIPTOR = "cria.stdout";

    private static final int USUAL = 1;

    private final OutputStream out;
    private final BooleanSupplier pipe;
    private final Strangers strangers;
    private volatile @Nullable IOException failure;

    /** @param pipe whether a reader is at the other end, who may leave */
    StandardOutput(OutputStream out, BooleanSupplier pipe) {
        this(out, pipe, Strangers.NONE);
    }

    /** @param strangers who print on {@link System#out} what is none of our results */
    StandardOutput(OutputStream out, BooleanSupplier pipe, Strangers strangers) {
        this.out = out;
        this.pipe = pipe;
        this.strangers = strangers;
    }

    /** Takes the place of {@link System#out}; to be called before anything is written. */
    public static StandardOutput ofProcess() {
        int number = Integer.getInteger(DESCRIPTOR, USUAL);
        StandardOutput output = new StandardOutput(
                new FileOutputStream(descriptor(number)), () -> isPipe(number), Strangers.ofProcess());
        System.setOut(new PrintStream(output, false, StandardCharsets.UTF_8));
        return output;
    }

    /** Whether results go to another descriptor than usual, because the usual one is where the JVM says that it crashed. */
    public static boolean isElsewhere() {
        return Integer.getInteger(DESCRIPTOR, USUAL) != USUAL;
    }

    /** The JDK has no way to name a descriptor that the process was started with, so the launcher opens one for us. */
    private static FileDescriptor descriptor(int number) {
        if (number == USUAL) {
            return FileDescriptor.out;
        }
        try {
            Constructor<FileDescriptor> constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
            constructor.setAccessible(true);
            return constructor.newInstance(number);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new IllegalStateException(
                    "-D" + DESCRIPTOR + "=" + number + " needs --add-opens=java.base/java.io=ALL-UNNAMED", e);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (strangers.arePrinting()) {
            System.err.write(bytes, offset, length);
            return;
        }
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

    private static boolean isPipe(int number) {
        try {
            String target =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString();
            return target.startsWith("pipe:") || target.startsWith("socket:");
        } catch (IOException | UnsupportedOperationException e) {
            return false; // a system that does not tell
        }
    }
}
