package org.cria.server.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.cria.server.http.Call;
import org.cria.server.http.Endpoint;
import org.jspecify.annotations.Nullable;

/** A file of the page. It is read when it is first asked for. Safe for any thread. */
final class PageFile implements Endpoint {
    private static final int TAG_BYTES = 12;

    private final String path;
    private final String type;
    private final Supplier<String> place;
    private @Nullable Content content;

    /** @param tag changes with the bytes */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Content(byte[] bytes, String tag) {}

    /**
     * A file.
     *
     * @param path that requests name it by
     * @param place on the class path
     */
    PageFile(String path, String type, Supplier<String> place) {
        this.path = path;
        this.type = type;
        this.place = place;
    }

    String path() {
        return path;
    }

    @Override
    public void answer(Call call) throws IOException {
        Content found = content();
        ChatPage.POLICIES.forEach(call::header);
        call.file(type, found.tag(), found.bytes());
    }

    private synchronized Content content() {
        Content found = content;
        if (found == null) {
            found = read(place.get());
            content = found;
        }
        return found;
    }

    private static Content read(String place) {
        try (InputStream in = open(place)) {
            byte[] bytes = in.readAllBytes();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Content(bytes, HexFormat.of().formatHex(digest, 0, TAG_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(place, e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** A file of the class path. */
    static InputStream open(String place) {
        InputStream in = PageFile.class.getClassLoader().getResourceAsStream(place);
        if (in == null) {
            throw new IllegalStateException("the class path has no " + place
                    + ": the jar of the server or of one of its libraries is missing.");
        }
        return in;
    }
}
