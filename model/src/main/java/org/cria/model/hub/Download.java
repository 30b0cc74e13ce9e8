package org.cria.model.hub;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what is missing of one file: pieces in their order, over several connections where the host gives ranges, else the whole
 * over one. A connection that breaks or falls silent is opened again where it was.
 */
final class Download {
    private static final int BUFFER_BYTES = 128 << 10;
    private static final Duration TICK = Duration.ofMillis(100);
    private static final int TICKS_PER_NOTE = 10;

    private final HubHttp http;
    private final HubReference reference;
    private final URI address;
    private final RepoFile file;
    private final PartFile part;
    private final LongConsumer progress;
    private final Readings readings = new Readings();
    private final CountDownLatch answered = new CountDownLatch(1);
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final ReentrantLock whole = new ReentrantLock();

    private volatile boolean ranges;
    private volatile boolean ended;
    /** Where the hub sent an earlier request on to. */
    private volatile URI direct;

    /**
     * @param address  where the hub has the file
     * @param progress hears how many bytes of the file have come
     */
    Download(HubHttp http, HubReference reference, URI address, RepoFile file, PartFile part, LongConsumer progress) {
        this.http = http;
        this.reference = reference;
        this.address = address;
        this.file = file;
        this.part = part;
        this.progress = progress;
        this.direct = address;
    }

    /**
     * Fetches all that is missing.
     *
     * @return the checksum of the whole in hexadecimal digits
     * @throws CriaException if it cannot be had; what has come is in the part then
     */
    String run() throws IOException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Halt.Registration _ = http.halt().onStop(readings::closeAll)) {
            Future<String> sum = threads.submit(() -> new RunningChecksum(part, file).follow(() -> ended));
            Future<?> watch = threads.submit(this::watch);
            try {
                List<Future<?>> fetchers = new ArrayList<>();
                fetchers.add(threads.submit(this::fetchAll));
                answered.await();
                for (int i = 1; ranges && i < http.settings().connections(); i++) {
                    fetchers.add(threads.submit(this::fetchAll));
                }
                for (Future<?> fetcher : fetchers) {
                    fetcher.get();
                }
            } finally {
                ended = true;
            }
            watch.get();
            part.save();
            progress.accept(part.bytes());
            http.halt().check(reference);
            RuntimeException failed = failure.get();
            if (failed != null) {
                throw failed;
            }
            return sum.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Shows how far it is, notes it, and closes connections over which nothing comes. */
    private void watch() {
        for (int ticks = 1; !ended; ticks++) {
            http.halt().sleep(TICK);
            if (http.halt().isStopped()) {
                return;
            }
            progress.accept(part.bytes());
            readings.closeSilent(http.settings().patience());
            if (ticks % TICKS_PER_NOTE == 0) {
                try {
                    part.save();
                } catch (IOException e) {
                    fail(disk(e));
                }
            }
        }
    }

    private void fail(RuntimeException e) {
        failure.compareAndSet(null, e);
        readings.closeAll();
    }

    private boolean goesOn() {
        return failure.get() == null && !http.halt().isStopped();
    }

    private void fetchAll() {
        Tries tries = new Tries(http.settings(), http.halt());
        try {
            while (goesOn()) {
                Optional<Spans.Span> span = part.claim(http.settings().pieceBytes());
                if (span.isEmpty()) {
                    return;
                }
                try {
                    if (!fetch(span.get(), tries)) {
                        return;
                    }
                } finally {
                    part.release(span.get());
                }
            }
        } catch (RuntimeException e) {
            fail(e);
        } finally {
            answered.countDown();
        }
    }

    /** @return whether this thread has more to do */
    private boolean fetch(Spans.Span span, Tries tries) {
        URI from = direct;
        try (HubHttp.Answer answer = http.get(from, headers(span))) {
            int status = answer.status();
            if (status == 206 || status == 200) {
                checkVersion(answer);
                direct = answer.uri();
                return status == 206 ? part(answer, span, tries) : whole(answer, tries);
            }
            boolean stale =
                    !from.equals(address) && status >= 400 && status < 500; // such addresses are good for a while only
            direct = address;
            if ((!stale && !Tries.isPassing(status)) || !tries.again(answer.header("retry-after"))) {
                throw refusal(answer);
            }
        } catch (IOException e) {
            if (goesOn() && !tries.again(Optional.empty())) {
                throw broken(from, e);
            }
        }
        return true;
    }

    private Map<String, String> headers(Spans.Span span) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (span.bytes() < file.bytes()) {
            headers.put("Range", "bytes=" + span.from() + "-" + (span.to() - 1));
            if (!part.etag().isEmpty()) {
                headers.put("If-Range", '"' + part.etag() + '"');
            }
        }
        return headers;
    }

    /** What the hub links to is what it listed, and all bytes are of one version. A weak tag says nothing of bytes. */
    private void checkVersion(HubHttp.Answer answer) {
        boolean linked = answer.linked()
                .filter(oid -> oid.matches("[0-9a-f]{40}|[0-9a-f]{64}"))
                .filter(oid -> oid.length() == file.oid().length() && !oid.equals(file.oid()))
                .isPresent();
        Optional<String> etag =
                answer.header("etag").filter(tag -> tag.startsWith("\"")).map(HubHttp::unquoted);
        if (linked || (etag.isPresent() && !part.isOf(etag.get()))) {
            throw new ChangedException(reference, file);
        }
    }

    private boolean part(HubHttp.Answer answer, Spans.Span span, Tries tries) throws IOException {
        String range = answer.header("content-range").orElse("none");
        String expected = "bytes " + span.from() + "-" + (span.to() - 1) + "/" + file.bytes();
        if (!range.equals(expected)) {
            throw new IOException(
                    "it sends the range '" + range.replaceAll("\\p{Cntrl}", "?") + "', expected '" + expected + "'");
        }
        ranges = true;
        answered.countDown();
        copy(answer.body(), span.from(), span.to(), tries);
        return true;
    }

    /** The host gives no ranges: one thread reads all of it, passing over what is there. */
    private boolean whole(HubHttp.Answer answer, Tries tries) throws IOException {
        long announced =
                answer.response().headers().firstValueAsLong("content-length").orElse(file.bytes());
        if (announced != file.bytes()) {
            throw new IOException("it announces " + Count.of(announced, "byte") + ", expected " + file.bytes());
        }
        if (!whole.tryLock()) {
            return false;
        }
        try {
            copy(answer.body(), 0, file.bytes(), tries);
        } finally {
            whole.unlock();
        }
        return true;
    }

    private void copy(InputStream body, long from, long to, Tries tries) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (Readings.Reading reading = readings.begin(body)) {
            for (long at = from; at < to && goesOn(); ) {
                int count = body.read(buffer, 0, (int) Math.min(buffer.length, to - at));
                if (count < 0) {
                    throw new EOFException("the connection was cut");
                }
                reading.came();
                if (write(at, ByteBuffer.wrap(buffer, 0, count)) > 0) {
                    tries.succeeded();
                }
                at += count;
            }
        }
    }

    private long write(long at, ByteBuffer bytes) {
        try {
            return part.write(at, bytes);
        } catch (IOException e) {
            throw disk(e);
        }
    }

    private CriaException disk(IOException e) {
        return new CriaException(
                reference.text() + ": " + file.path() + " cannot be written (" + Tries.reason(e)
                        + "). What has come is kept; make room and try again.",
                e);
    }

    private CriaException refusal(HubHttp.Answer answer) {
        HubSettings settings = http.settings();
        return HubRefusal.of(
                reference, settings.endpoint(), answer, settings.token().isPresent());
    }

    private CriaException broken(URI from, IOException e) {
        return new CriaException(
                reference.text() + ": " + file.path() + " does not come any further (" + from.getHost() + ": "
                        + Tries.reason(e) + "). What has come is kept; try again later.",
                e);
    }
}
