package org.cria.model.hub;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.model.storage.FileFault;

/**
 * The models of the hub that are on this machine. Nothing here asks the hub.
 *
 * @param cache where they lie
 */
public record HubLibrary(HubCache cache) {
    /**
     * The model that a reference means, if all of its files are here.
     *
     * @param memory bytes that it may take, where the reference leaves a choice
     */
    public Optional<HubModel> find(HubReference reference, long memory) {
        Optional<String> commit = cache.commit(reference);
        if (commit.isEmpty()) {
            return Optional.empty();
        }
        List<RepoFile> files = cache.files(reference, commit.get());
        return chosen(reference, files, memory)
                .or(() -> chosen(reference, files, Long.MAX_VALUE))
                .map(choice -> model(reference, commit.get(), choice.label(), choice.files(), choice.first()));
    }

    private static Optional<FileChoice> chosen(HubReference reference, List<RepoFile> files, long memory) {
        try {
            return Optional.of(FileChoice.of(reference, files, memory));
        } catch (CriaException e) {
            return Optional.empty();
        }
    }

    /** All of them, as their repositories' main revisions have them. */
    public List<HubModel> models() {
        List<HubModel> models = new ArrayList<>();
        for (HubReference reference : cache.repositories()) {
            cache.commit(reference).ifPresent(commit -> {
                List<RepoFile> files = cache.files(reference, commit);
                List<GgufSet> sets =
                        GgufSet.among(files).stream().filter(GgufSet::isWhole).toList();
                for (GgufSet set : sets) {
                    String first = set.first().path();
                    HubReference label = set.quant()
                            .filter(quant ->
                                    sets.stream().filter(each -> each.is(quant)).count() == 1)
                            .map(reference::withQuant)
                            .orElseGet(() -> reference.withFile(Optional.of(first)));
                    models.add(model(reference, commit, label, set.files(), Optional.of(first)));
                }
                HubCheckpoint.among(files)
                        .ifPresent(each -> models.add(model(reference, commit, reference, each, Optional.empty())));
            });
        }
        return models;
    }

    private HubModel model(
            HubReference reference, String commit, HubReference label, List<RepoFile> files, Optional<String> first) {
        return new HubModel(
                label,
                cache.snapshot(reference, commit).resolve(first.orElse("")),
                files.stream().map(RepoFile::path).toList(),
                files.stream().mapToLong(RepoFile::bytes).sum());
    }

    /** Bytes of all files of a repository that are here, those of other programs too. */
    public long repositoryBytes(HubReference reference) {
        return cache.commit(reference.ofRepository()).stream()
                .flatMap(commit -> cache.files(reference, commit).stream())
                .mapToLong(RepoFile::bytes)
                .sum();
    }

    /**
     * Removes one model's files; with the last, the repository's folder.
     *
     * @throws CriaException if they are being downloaded, or cannot be removed
     */
    public void remove(HubModel model) {
        removing(model.reference(), () -> cache.remove(model.reference(), model.files()));
    }

    /** Removes all that is here of a repository, what was begun too. */
    public void removeRepository(HubReference reference) {
        removing(reference, () -> Trees.delete(cache.repository(reference)));
    }

    /** Where the files of a repository lie. */
    public Path folder(HubReference reference) {
        return cache.repository(reference);
    }

    /** Whether anything is here of a repository. */
    public boolean knows(HubReference reference) {
        return cache.repositories().contains(reference.ofRepository());
    }

    /** What may fail. */
    private interface Removal {
        void run() throws IOException;
    }

    private void removing(HubReference reference, Removal removal) {
        List<BlobLock> locks = new ArrayList<>();
        try {
            for (String oid : cache.begun(reference)) {
                locks.add(BlobLock.tryTake(cache.lock(reference, oid))
                        .orElseThrow(() -> HubRefusal.refusal(
                                reference, "another process downloads files of this repository. End it first.")));
            }
            removal.run();
        } catch (IOException e) {
            throw new CriaException(
                    reference.text() + ": cannot be removed (" + FileFault.of(e) + "). Check the permissions in "
                            + cache.folder() + ".",
                    e);
        } finally {
            for (BlobLock lock : locks) {
                try {
                    lock.close();
                } catch (IOException e) {
                    // the system closes it at the latest when the process ends
                }
            }
        }
    }
}
