package org.cria.cli.chat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cria.kernels.CriaException;
import org.cria.model.saved.CacheLimits;
import org.cria.model.saved.ChatPlace;
import org.cria.model.saved.ChatSummary;
import org.cria.model.storage.PrivateFiles;

/**
 * The chats that are kept by themselves, in a folder that nobody else may read. One that nobody gave a name is called after the day
 * and its first words; it goes when space is short and it is the oldest.
 */
public final class ChatFolder {
    static final String SUFFIX = ".chat";

    /** One chat's cache may take this part of the space. */
    private static final int CACHE_SHARE = 4;

    private static final int WORDS = 5;
    private static final int LETTERS = 40;
    private static final int LONGEST_NAME = 60;
    private static final int ATTEMPTS = 100;
    private static final Pattern UNNAMED = Pattern.compile("\\d{4}-\\d{2}-\\d{2}-.*");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N}_-][\\p{L}\\p{M}\\p{N}._-]*");

    private final Path folder;
    private final long space;
    private final Clock clock;

    /** @param space bytes for all chats that have no name of their own */
    public ChatFolder(Path folder, long space, Clock clock) {
        this.folder = folder;
        this.space = space;
        this.clock = clock;
    }

    /**
     * Where the system wants a program's data: {@code $XDG_DATA_HOME/cria/chats}, by default below {@code ~/.local/share}, on Windows
     * below {@code %LOCALAPPDATA%}, and on macOS below {@code ~/Library/Application Support}.
     *
     * @param system its name
     */
    public static Path place(Map<String, String> environment, String system) {
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", "."));
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        String name = system.toLowerCase(Locale.ROOT);
        Path base;
        if (!data.isEmpty()) {
            base = Path.of(data);
        } else if (name.startsWith("windows")) {
            base = Path.of(environment.getOrDefault("LOCALAPPDATA", home));
        } else if (name.startsWith("mac")) {
            base = Path.of(home, "Library", "Application Support");
        } else {
            base = Path.of(home, ".local", "share");
        }
        return base.resolve("cria").resolve("chats");
    }

    /** A chat in the folder. */
    public record Entry(String name, Path file, long changedMillis) {
        /** Whether somebody gave it its name. */
        boolean isNamed() {
            return !UNNAMED.matcher(name).matches();
        }

        /** What it is about; empty if the file is damaged. */
        Optional<ChatSummary> summary() {
            try {
                return Optional.of(ChatSummary.of(file));
            } catch (CriaException e) {
                return Optional.empty();
            }
        }
    }

    /** Makes the folder, if need be, and closes it to others. */
    public void make() throws IOException {
        PrivateFiles.createFolder(folder);
    }

    Path path() {
        return folder;
    }

    /** All chats, the latest first. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                entries.add(new Entry(
                        name.substring(0, name.length() - SUFFIX.length()),
                        file,
                        Files.getLastModifiedTime(file).toMillis()));
            }
        } catch (IOException e) {
            return List.of(); // there is no folder, or a chat went meanwhile
        }
        entries.sort(Comparator.comparingLong(Entry::changedMillis).reversed().thenComparing(Entry::name));
        return entries;
    }

    /** The name of a chat that is kept here. */
    Optional<String> name(Path file) {
        String name = file.getFileName().toString();
        return folder.equals(file.getParent()) && name.endsWith(SUFFIX)
                ? Optional.of(name.substring(0, name.length() - SUFFIX.length()))
                : Optional.empty();
    }

    /**
     * The chat of this name, or the only one that has this in its name.
     *
     * @throws CriaException if there is none, or several have it
     */
    Entry find(String name) {
        List<Entry> all = entries();
        Optional<Entry> exact =
                all.stream().filter(entry -> entry.name().equals(name)).findFirst();
        if (exact.isPresent()) {
            return exact.get();
        }
        List<Entry> parts =
                all.stream().filter(entry -> entry.name().contains(name)).toList();
        if (parts.isEmpty()) {
            throw new CriaException("there is no chat '" + name + "' in " + folder + ", expected " + listed(all) + ".");
        }
        if (parts.size() > 1) {
            throw new CriaException("'" + name + "' is in the names of several chats, expected one of " + listed(parts)
                    + ". Type more of it.");
        }
        return parts.getFirst();
    }

    private static String listed(List<Entry> entries) {
        int shown = 5;
        if (entries.isEmpty()) {
            return "none, since no chat is kept yet";
        }
        return String.join(", ", entries.stream().limit(shown).map(Entry::name).toList())
                + (entries.size() > shown ? " and " + (entries.size() - shown) + " others" : "");
    }

    /**
     * The place of the latest chat with a model that is open nowhere else.
     *
     * @throws CriaException if there is none
     */
    ChatPlace latest(String fingerprint) {
        List<Entry> all = entries();
        for (Entry entry : all) {
            if (entry.summary()
                    .filter(summary -> summary.fingerprint().equals(fingerprint))
                    .isPresent()) {
                try {
                    return ChatPlace.claim(entry.file());
                } catch (CriaException e) {
                    // Another chat has it: the one before it, then.
                }
            }
        }
        throw new CriaException("no chat of this model is kept in " + folder + " that is not open. There is "
                + String.join(
                        ", ",
                        all.stream()
                                .limit(5)
                                .map(entry -> entry.name()
                                        + entry.summary()
                                                .map(summary -> " (" + summary.model() + ")")
                                                .orElse(" (damaged)"))
                                .toList())
                + (all.isEmpty() ? "none at all" : "")
                + ". Begin one without --resume, or choose another model with -m.");
    }

    /** A place for a new chat, named after the day and the first words. */
    ChatPlace begin(String firstMessage) {
        String name = LocalDate.now(clock) + "-" + words(firstMessage);
        for (int attempt = 1; ; attempt++) {
            Path file = folder.resolve(name + (attempt == 1 ? "" : "-" + attempt) + SUFFIX);
            if (Files.exists(file)) {
                continue;
            }
            try {
                ChatPlace place = ChatPlace.claim(file);
                if (!place.isTaken()) {
                    return place;
                }
                place.close();
            } catch (CriaException e) {
                if (attempt >= ATTEMPTS) {
                    throw e;
                } // else somebody else begins a chat with the same words
            }
        }
    }

    private static String words(String message) {
        StringBuilder name = new StringBuilder();
        int words = 0;
        for (String word : message.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{M}\\p{N}]+", -1)) {
            if (!word.isEmpty() && words < WORDS && name.length() + word.length() < LETTERS) {
                name.append(name.isEmpty() ? "" : "-").append(word);
                words++;
            }
        }
        return name.isEmpty() ? "chat" : name.toString();
    }

    /**
     * The file of a chat that somebody gives a name.
     *
     * @throws CriaException if the name is none
     */
    Path named(String name) {
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            throw new CriaException("'" + name + "' is no name for a chat, expected one word of at most " + LONGEST_NAME
                    + " letters, digits, dots, dashes and underscores.");
        }
        if (UNNAMED.matcher(name + "-").matches()) {
            throw new CriaException("'" + name + "' begins with a date, as chats do that have no name of their own."
                    + " Choose a name that begins otherwise.");
        }
        return folder.resolve(name + SUFFIX);
    }

    /** How much of a chat's cache is kept. */
    CacheLimits limits() {
        return new CacheLimits(space / CACHE_SHARE, CacheLimits.NONE.nanos());
    }

    /**
     * Makes room where the chats take more space than they may: caches go first, then whole chats, the oldest first, and never one that
     * has a name or is open.
     *
     * @param own the file of the chat that asks: its lock would be lost if it were tried
     */
    void prune(Path own) {
        List<Entry> all = entries();
        long bytes =
                all.stream().mapToLong(entry -> ChatPlace.bytes(entry.file())).sum();
        List<Entry> oldestFirst = all.reversed().stream()
                .filter(entry -> !entry.isNamed() && !entry.file().equals(own))
                .toList();
        for (boolean whole : new boolean[] {false, true}) {
            for (Entry entry : oldestFirst) {
                if (bytes > space) {
                    long before = ChatPlace.bytes(entry.file());
                    shrink(entry, whole);
                    bytes -= before - ChatPlace.bytes(entry.file());
                }
            }
        }
    }

    private static void shrink(Entry entry, boolean whole) {
        try (ChatPlace place = ChatPlace.claim(entry.file())) {
            if (whole) {
                place.delete();
            } else {
                place.dropCache();
            }
        } catch (CriaException e) {
            // It is open, or cannot be changed: it stays.
        }
    }
}
