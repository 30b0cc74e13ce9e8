package org.cria.model.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.Footprint;

/** Hugging Face's hub: asks it for models and downloads them, one at a time. */
public final class Hub implements AutoCloseable {
    /** How often a file may change while it comes. */
    private static final int MOST_CHANGES = 2;

    private final Halt halt = new Halt();
    private final HubHttp http;
    private final HubApi api;
    private final HubCache cache;

    public Hub(HubSettings settings, HubCache cache) {
        this.http = new HubHttp(settings, halt);
        this.api = new HubApi(http);
        this.cache = cache;
    }

    /**
     * Asks which files a reference means now.
     *
     * @param memory bytes that the model may take, where the reference leaves a choice
     * @throws CriaException if there are none, with what there is, or they are not for this account, or the hub is out of reach
     */
    public PullPlan plan(HubReference reference, long memory) {
        RepoListing listing = api.listing(reference);
        FileChoice choice = FileChoice.of(reference, listing.files(), memory);
        long missing = 0;
        for (RepoFile file : choice.files()) {
            if (!cache.has(reference, listing.commit(), file)) {
                missing += file.bytes() - PartFile.bytes(cache.blob(reference, file), file.bytes());
            }
        }
        return new PullPlan(reference, listing, choice, memory, missing);
    }

    /**
     * Looks whether the disk has room for what has to come; {@link #pull} does so too.
     *
     * @throws CriaException if it has not
     */
    public void checkRoom(PullPlan plan) {
        long usable = cache.usableBytes();
        if (plan.missing() > usable) {
            throw new CriaException(Explanation.of(
                    plan.reference().text(),
                    ": ",
                    Footprint.text(plan.missing()),
                    " are to come, and the disk of ",
                    cache.folder(),
                    " has room for ",
                    Footprint.text(usable),
                    ". Make room, or set ",
                    HubCache.FOLDER.named(),
                    " to another folder."));
        }
    }

    /**
     * Downloads what is missing, and gives the files their names once all are whole.
     *
     * @return the file that the model is opened by, or the folder of one in safetensors
     * @throws StoppedException if {@link #stop} was called
     * @throws CriaException if it cannot be had, or is not what the hub's list told of; no file has its name then
     */
    public Path pull(PullPlan plan, PullProgress progress) {
        PullPlan current = plan;
        for (int changes = 0; ; changes++) {
            try {
                return pullAll(current, progress);
            } catch (ChangedException e) {
                if (changes == MOST_CHANGES) {
                    throw e;
                }
                current = plan(plan.asked(), plan.memory());
            }
        }
    }

    private Path pullAll(PullPlan plan, PullProgress progress) {
        HubReference reference = plan.asked();
        checkRoom(plan);
        try {
            List<RepoFile> files = plan.choice().files();
            long before = 0;
            for (RepoFile file : files) {
                long start = before;
                if (!cache.has(reference, plan.listing().commit(), file)) {
                    fetch(plan, file, new Bytes(progress, start, plan.bytes()));
                }
                before += file.bytes();
                progress.show(before, plan.bytes());
            }
            cache.publish(reference, plan.listing(), files);
            return cache.snapshot(reference, plan.listing().commit())
                    .resolve(plan.choice().first().orElse(""));
        } catch (IOException e) {
            throw new CriaException(
                    Explanation.of(
                            reference.text(),
                            ": cannot be written in ",
                            cache.folder(),
                            " (",
                            Tries.reason(e),
                            "). Make room there, or set ",
                            HubCache.FOLDER.named(),
                            " to another folder."),
                    e);
        }
    }

    /**
     * How far one file is, within all.
     *
     * @param start bytes of the files before it
     */
    private record Bytes(PullProgress progress, long start, long total) {
        void show(long bytes) {
            progress.show(start + bytes, total);
        }
    }

    private void fetch(PullPlan plan, RepoFile file, Bytes bytes) throws IOException {
        HubReference reference = plan.asked();
        Path blob = cache.blob(reference, file);
        Files.createDirectories(Objects.requireNonNull(blob.getParent()));
        Runnable waiting = () -> {
            bytes.progress().waiting();
            bytes.show(PartFile.bytes(blob, file.bytes()));
        };
        try (BlobLock _ = BlobLock.take(cache.lock(reference, file.oid()), reference, halt, waiting)) {
            while (!cache.has(reference, plan.listing().commit(), file) && !isFetched(plan, file, blob, bytes)) {
                // What came before was wrong, and is gone: once more from the start.
            }
        }
    }

    /** @return false where the file is wrong and a part of it was there before */
    private boolean isFetched(PullPlan plan, RepoFile file, Path blob, Bytes bytes) throws IOException {
        try (PartFile part = PartFile.open(blob, file.bytes())) {
            boolean goesOn = part.bytes() > 0;
            Download download = new Download(
                    http,
                    plan.asked(),
                    api.address(plan.asked(), plan.listing().commit(), file),
                    file,
                    part,
                    bytes::show);
            String sum;
            try {
                sum = download.run();
            } catch (ChangedException e) {
                part.discard();
                throw e;
            }
            if (sum.equals(file.oid())) {
                part.publish(blob);
                return true;
            }
            part.discard();
            if (goesOn) {
                return false;
            }
            throw HubRefusal.refusal(
                    plan.asked(),
                    file.path() + " has the checksum " + sum + ", expected " + file.oid()
                            + ". Nothing of it was kept; try again, and elsewhere if it stays so.");
        }
    }

    /** Ends what is under way, from any thread; what has come is kept. */
    public void stop() {
        halt.stop();
    }

    @Override
    public void close() {
        http.close();
    }
}
