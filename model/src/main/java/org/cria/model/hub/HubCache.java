package org.cria.model.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.model.storage.AtomicFile;

/**
 * Where files of the hub lie: the folder that Hugging Face's own programs and llama.cpp use too, in the same layout. A file's bytes
 * are in {@code blobs} under its oid; {@code snapshots} has its names, as links, for each commit; {@code refs} says which commit a
 * revision is.
 *
 * @param folder need not be there
 * @see <a href="https://huggingface.co/docs/hub/local-cache">Hub local cache</a>
 */
public record HubCache(Path folder) {
    static final Control FOLDER = new Control("hub cache");

    private static final String BLOBS = "blobs";
    private static final String REFS = "refs";
    private static final String SNAPSHOTS = "snapshots";
    private static final String PREFIX = "models--";

    /** The folder of a repository. */
    Path repository(HubReference reference) {
        return folder.resolve(PREFIX + reference.owner() + "--" + reference.name());
    }

    /** The repositories that are there, each with its main revision. */
    List<HubReference> repositories() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory)
                    .map(each -> each.getFileName().toString())
                    .filter(name -> name.matches(PREFIX + "(?:(?!--).)+--(?:(?!--).)+"))
                    .sorted()
                    .flatMap(name -> reference(name.substring(PREFIX.length()).replaceFirst("--", "/")).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    private static Optional<HubReference> reference(String text) {
        try {
            return Optional.of(HubReference.parse(text));
        } catch (CriaException e) {
            return Optional.empty(); // a folder of somebody else's
        }
    }

    Path blob(HubReference reference, RepoFile file) {
        return repository(reference).resolve(BLOBS).resolve(file.oid());
    }

    Path lock(HubReference reference, String oid) {
        return folder.resolve(".locks")
                .resolve(repository(reference).getFileName())
                .resolve(oid + ".lock");
    }

    Path snapshot(HubReference reference, String commit) {
        return repository(reference).resolve(SNAPSHOTS).resolve(commit);
    }

    /** The commit that a revision was when it was asked for the last time. */
    Optional<String> commit(HubReference reference) {
        if (Files.isDirectory(snapshot(reference, reference.revision()))) {
            return Optional.of(reference.revision());
        }
        try {
            return Optional.of(
                            Files.readString(repository(reference).resolve(REFS).resolve(reference.revision()))
                                    .strip())
                    .filter(commit -> commit.matches("[0-9a-f]{40}"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The files of a snapshot that are there whole; none where there is no such snapshot. */
    List<RepoFile> files(HubReference reference, String commit) {
        Path snapshot = snapshot(reference, commit);
        if (!Files.isDirectory(snapshot)) {
            return List.of();
        }
        List<RepoFile> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(snapshot)) {
            for (Path path : all.filter(Files::isRegularFile).sorted().toList()) {
                String name = snapshot.relativize(path).toString().replace('\\', '/');
                files.add(new RepoFile(name, Files.size(path), ""));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + snapshot, e);
        }
        return files;
    }

    /** Whether a file is there, under its oid or its name. */
    boolean has(HubReference reference, String commit, RepoFile file) {
        try {
            Path blob = blob(reference, file);
            Path named = snapshot(reference, commit).resolve(file.path());
            return (Files.isRegularFile(blob) && Files.size(blob) == file.bytes())
                    || (Files.isRegularFile(named) && Files.size(named) == file.bytes());
        } catch (IOException e) {
            return false;
        }
    }

    /** Bytes that the disk has room for. */
    long usableBytes() {
        try {
            Files.createDirectories(folder);
            FileStore disk = Files.getFileStore(folder);
            return disk.getUsableSpace();
        } catch (IOException e) {
            throw new CriaException(
                    Explanation.of(
                            folder,
                            ": the folder cannot be written (",
                            Tries.reason(e),
                            "). Make it writable, or set ",
                            FOLDER.named(),
                            " to another folder."),
                    e);
        }
    }

    /** Gives files their names in the snapshot of a commit, and says that this is what the revision is now. */
    void publish(HubReference reference, RepoListing listing, List<RepoFile> files) throws IOException {
        Path snapshot = snapshot(reference, listing.commit());
        for (RepoFile file : files) {
            link(snapshot.resolve(file.path()), blob(reference, file));
        }
        if (!reference.revision().equals(listing.commit())) {
            AtomicFile.replace(repository(reference).resolve(REFS).resolve(reference.revision()), listing.commit());
        }
    }

    /** A link, relative as other programs make it; where the system allows none, the file itself. */
    private static void link(Path name, Path blob) throws IOException {
        Path parent = Objects.requireNonNull(name.getParent());
        Files.createDirectories(parent);
        if (Files.isRegularFile(name) && (!Files.exists(blob) || Files.isSameFile(name, blob))) {
            return;
        }
        Path fresh = parent.resolve("." + blob.getFileName() + "-"
                + ProcessHandle.current().pid() + "-" + Thread.currentThread().threadId()
                + ".cria-link"); // others may give the same name at the same time
        try {
            Files.deleteIfExists(fresh);
            Files.createSymbolicLink(fresh, parent.relativize(blob));
        } catch (UnsupportedOperationException | IOException e) {
            Files.move(blob, name, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        Files.move(fresh, name, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Takes names out of all snapshots, and the bytes that no name leads to any more. */
    void remove(HubReference reference, List<String> paths) throws IOException {
        Path snapshots = repository(reference).resolve(SNAPSHOTS);
        List<Path> commits = list(snapshots);
        List<Path> blobs = new ArrayList<>();
        for (Path commit : commits) {
            for (String path : paths) {
                Path name = commit.resolve(path);
                if (Files.isSymbolicLink(name)) {
                    blobs.add(name.resolveSibling(Files.readSymbolicLink(name)).normalize());
                }
                Files.deleteIfExists(name);
            }
        }
        List<Path> needed = new ArrayList<>();
        try (Stream<Path> all = Files.walk(snapshots)) {
            for (Path name : all.filter(Files::isSymbolicLink).toList()) {
                needed.add(name.resolveSibling(Files.readSymbolicLink(name)).normalize());
            }
        }
        Path own = repository(reference).resolve(BLOBS).normalize();
        for (Path blob : blobs) {
            if (!needed.contains(blob) && own.equals(blob.getParent())) {
                Files.deleteIfExists(blob);
            }
        }
        try (Stream<Path> all = Files.walk(snapshots)) {
            if (all.noneMatch(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))) {
                Trees.delete(repository(reference));
            }
        }
    }

    /** The oids of what is coming or was begun. */
    List<String> begun(HubReference reference) throws IOException {
        return list(repository(reference).resolve(BLOBS)).stream()
                .flatMap(path -> PartFile.oid(path).stream())
                .toList();
    }

    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }
}
